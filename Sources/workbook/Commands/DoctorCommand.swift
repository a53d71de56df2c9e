import ArgumentParser
import WorkbookConsole
import WorkbookEngine

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Tell what this machine can verify, and what to do about the rest.",
    discussion: """
      Each thing is tried, not looked up: a compiler is asked for its version, a lab is made and a \
      command is run in it, on one host, on several, traced and captured, and as root. Exit status: 0 \
      everything works but perhaps commands as root, which few chapters need, 1 something else doesn't.
      """)

  func run() async throws {
    var isWell = true
    await MachineExamination.run { finding in
      // What is ended in the middle says nothing of the machine.
      guard !Task.isCancelled else { return }
      let console = Console.output
      let mark: String
      switch finding.state {
      case .works: mark = console.styled("✓", .good)
      case .doubtful: mark = console.styled("?", .doubtful)
      case .broken:
        mark = console.styled("✗", .bad)
        isWell = false
      }
      console.print("\(mark) \(finding.name): \(finding.words)")
    }
    try Task.checkCancellation()
    if !isWell { throw ToolStatus.failure.exit }
  }
}
