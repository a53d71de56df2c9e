import FoundationEssentials
import LabProtocol
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport

enum TestLab {
  static let lab = Lab(
    helper: LabHelper(executable: Tool.lab), configuration: BookConfiguration(title: "Test"))

  /// Runs command lines; one that ends in `^C` is interrupted.
  static func run(
    _ terminals: [[String]], ports: ClosedRange<UInt16> = 50000...50000,
    limits: Limits = Limits()
  ) async throws -> Recording {
    try await lab.run(request(terminals, ports: ports, limits: limits))
  }

  static func request(
    _ terminals: [[String]], ports: ClosedRange<UInt16> = 50000...50000,
    limits: Limits = Limits()
  ) -> LabRequest {
    LabRequest(
      hostName: "rodgers-PC", names: ["google.com": "216.58.223.78"], folder: "test",
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
