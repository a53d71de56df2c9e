package import FoundationEssentials
import Subprocess
import SystemPackage

/// The programs of this package, as they were built with the tests.
package enum Tool {
  /// The folder in which the tests' own executable lies, and the tool's beside it.
  package static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  package static let workbook = folder.appending(path: "workbook")
  package static let lab = folder.appending(path: "workbook-lab")

  /// Where tests keep built programs; they may share it, and it may stay from one run to the next.
  package static let store = folder.appending(path: "test-store")

  package struct Outcome: Sendable {
    package var status: Int32?
    package var output: String
    package var errors: String
  }

  /// Runs the tool as a user does, with the tests' store.
  package static func workbook(
    _ arguments: [String], in folder: URL
  ) async throws -> Outcome {
    let takesStore = ["verify", "build", "run"].contains(arguments.first)
    // Behind the program's name in `run`, words are the program's.
    return try await run(
      workbook,
      arguments.prefix(1) + (takesStore ? ["--store", store.path] : []) + arguments.dropFirst(),
      in: folder)
  }

  /// Runs a program to its end.
  package static func run(
    _ program: URL, _ arguments: [String], in folder: URL
  ) async throws -> Outcome {
    let result = try await Slots.programs.take {
      try await Subprocess.run(
        .path(FilePath(program.path)), arguments: Arguments(arguments),
        // Where the tests run decides nothing, or is said by a test.
        environment: .inherit.updating(["CI": nil]),
        workingDirectory: FilePath(folder.path), output: .string(limit: 16 << 20),
        error: .string(limit: 16 << 20))
    }
    var status: Int32?
    if case .exited(let code) = result.terminationStatus { status = code }
    return Outcome(
      status: status, output: result.standardOutput, errors: result.standardError)
  }
}
