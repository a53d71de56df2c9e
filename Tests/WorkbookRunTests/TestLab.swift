import FoundationEssentials
import Glibc
import LabProtocol
import Testing
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
    return limits
  }

  static let lab = Lab(
    helper: LabHelper(executable: Tool.lab), configuration: BookConfiguration(title: "Test"))

  /// Runs command lines, each terminal in a window of its own; one that ends in `^C` is interrupted.
  static func run(
    _ terminals: [[String]], ports: ClosedRange<UInt16> = 50000...50000,
    limits: Limits = patientLimits
  ) async throws -> Recording {
    try await run(request(terminals, ports: ports, limits: limits))
  }

  static func run(_ request: LabRequest) async throws -> Recording {
    try await Slots.programs.take { try await lab.run(request) }
  }

  /// Runs a request with a helper that inherits what a shell has set.
  ///
  /// - Parameters:
  ///   - request: What to run.
  ///   - setting: A command of dash that sets it, or words that end in `--`, which start the helper.
  /// - Returns: What was recorded.
  /// - Throws: `RunError` where the helper fails.
  static func run(_ request: LabRequest, after setting: String) async throws -> Recording {
    try await TemporaryFolder.with { folder in
      let exec = setting.hasSuffix(" --") ? setting.dropLast(3) : "\(setting)\nexec"
      try folder.write("#!/usr/bin/env dash\n\(exec) '\(Tool.lab.path)'\n", to: "helper")
      let helper = folder.url.appending(path: "helper")
      #expect(chmod(helper.path, 0o700) == 0)
      let lab = Lab(
        helper: LabHelper(executable: helper), configuration: BookConfiguration(title: "Test"))
      return try await Slots.programs.take { try await lab.run(request) }
    }
  }

  /// Takes steps in one window, each with the lines that the window shows until the next one.
  ///
  /// - Returns: How each of them ended, as a shell tells it; `nil` where no command ended.
  @discardableResult
  static func expect(
    _ steps: [(action: LabRequest.Action, lines: [String])], traced: Bool = false,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) async throws -> [Int32?] {
    let terminals = try await expect(
      [(window: 0, steps)], traced: traced, sourceLocation: sourceLocation)
    return terminals[0].steps.map { $0.status?.shellStatus }
  }

  /// Takes steps in several windows, each with the lines that its window shows until its next one.
  @discardableResult
  static func expect(
    _ terminals: [(window: Int, steps: [(action: LabRequest.Action, lines: [String])])],
    traced: Bool = false, sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) async throws -> [Recording.Terminal] {
    var request = request(terminals.map { ($0.window, $0.steps.map(\.action)) })
    for (index, terminal) in terminals.enumerated() {
      for (number, step) in terminal.steps.enumerated() {
        request.terminals[index].steps[number].lineCount = step.lines.count
      }
    }
    request.observation.traces = traced
    let recording = try await run(request)
    #expect(recording.outcome == .ran(.complete), sourceLocation: sourceLocation)
    for (recorded, terminal) in zip(recording.terminals, terminals) {
      for (step, expected) in zip(recorded.steps, terminal.steps) {
        #expect(step.wasTaken, "\(step.action)", sourceLocation: sourceLocation)
        #expect(step.lines == expected.lines, "\(step.action)", sourceLocation: sourceLocation)
      }
    }
    return recording.terminals
  }

  static func request(
    _ terminals: [[String]], ports: ClosedRange<UInt16> = 50000...50000,
    limits: Limits = patientLimits
  ) -> LabRequest {
    request(
      terminals.enumerated().map { index, lines in
        (
          index,
          lines.flatMap { line -> [LabRequest.Action] in
            line.hasSuffix("^C")
              ? [.command(String(line.dropLast(2))), .interrupt] : [.command(line)]
          }
        )
      }, ports: ports, limits: limits)
  }

  /// A request for terminals, each with the number of its window.
  static func request(
    _ terminals: [(window: Int, actions: [LabRequest.Action])],
    ports: ClosedRange<UInt16> = 50000...50099, limits: Limits = patientLimits
  ) -> LabRequest {
    let count = (terminals.map(\.window).max() ?? -1) + 1
    return LabRequest(
      hosts: [.init(name: "rodgers-PC")], names: ["google.com": "216.58.223.78"], folder: "test",
      files: [.init(name: "notes.txt", contents: Data("noted\n".utf8))], programs: [],
      windows: (0..<count).map { _ in .init(clientPorts: [ports]) },
      terminals: terminals.map { .init(window: $0.window, steps: $0.actions.map { .init($0) }) },
      limits: limits)
  }
}
