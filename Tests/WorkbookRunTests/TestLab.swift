import FoundationEssentials
import LabProtocol
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport

enum TestLab {
  /// The tool's own limits, with so much time that a busy machine can't be mistaken for a program that hangs.
  ///
  /// Whatever else ends a run, it ended it before the time was up; and a program that ends after Ctrl-C has all the
  /// time that it needs.
  static var patientLimits: Limits {
    var limits = Limits()
    limits.seconds = 120
    limits.interruptGrace = 60
    return limits
  }

  static let lab = Lab(
    helper: LabHelper(executable: Tool.lab), configuration: BookConfiguration(title: "Test"))

  /// Runs command lines; one that ends in `^C` is interrupted.
  static func run(
    _ terminals: [[String]], ports: ClosedRange<UInt16> = 50000...50000,
    limits: Limits = patientLimits
  ) async throws -> Recording {
    try await run(request(terminals, ports: ports, limits: limits))
  }

  static func run(_ request: LabRequest) async throws -> Recording {
    try await Slots.programs.take { try await lab.run(request) }
  }

  static func request(
    _ terminals: [[String]], ports: ClosedRange<UInt16> = 50000...50000,
    limits: Limits = patientLimits
  ) -> LabRequest {
    LabRequest(
      hosts: [.init(name: "rodgers-PC")], names: ["google.com": "216.58.223.78"], folder: "test",
      files: [.init(name: "notes.txt", contents: Data("noted\n".utf8))], programs: [],
      terminals: terminals.map { lines in
        .init(
          commands: lines.map { line in
            line.hasSuffix("^C")
              ? .init(line: String(line.dropLast(2)), isInterrupted: true)
              : .init(line: line, isInterrupted: false)
          }, clientPorts: ports)
      }, limits: limits)
  }
}
