import FoundationEssentials
import LabProtocol
import WorkbookModel

extension Lab {
  /// Asks a program of the system for its version.
  ///
  /// A chapter names the program, so it is started in a lab, as everything else that a chapter names is.
  ///
  /// - Parameter program: Its name.
  /// - Returns: The version; `nil` if the program doesn't tell one, or isn't there.
  /// - Throws: ``RunError`` where the helper fails.
  package func version(of program: String) async throws -> String? {
    // A program that doesn't know a word fails, and what it says then is no answer.
    let question = ["--version", "-V", "version"]
      .map { "answer=$(\(program) \($0) </dev/null 2>&1)" }.joined(separator: " || ")
    var limits = Limits()
    limits.seconds = 2
    limits.processorSeconds = 2
    limits.output = 64 << 10
    let recording = try await run(
      LabRequest(
        hosts: [.init(name: "localhost")], names: [:], folder: "versions", files: [], programs: [],
        windows: [.init(clientPorts: [50000...50099])],
        terminals: [.init(window: 0, steps: [.init(.command("\(question) && echo \"$answer\""))])],
        limits: limits))
    guard let answer = recording.terminals.first?.steps.first, answer.status == .exited(0)
    else { return nil }
    return Self.version(in: String(decoding: answer.output, as: UTF8.self))
  }

  /// The first text that looks like a version, such as `6.1.0` in `ss utility, iproute2-6.1.0`; if no number has a dot
  /// in it, the first one.
  static func version(in text: String) -> String? {
    if let match = text.firstMatch(of: /[0-9]+(\.[0-9]+)+[a-z0-9]*/) { return String(match.0) }
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
    return words.first { $0.allSatisfy { $0.isASCII && $0.isNumber } }.map(String.init)
  }
}
