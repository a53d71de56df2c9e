package import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage

/// A program that the tool starts and waits for.
///
/// Everything that talks to another program does it through here, so that there is one answer to what happens if
/// that program dies, prints without end or is no program at all.
package enum ChildProcess {
  /// Why a program couldn't be started, or talked to.
  package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
  }

  /// How a program ended.
  package enum Termination: Hashable, Sendable, CustomStringConvertible {
    case exited(Int32)
    case signaled(Int32)

    package var description: String {
      switch self {
      case .exited(let code): "exit status \(code)"
      case .signaled(let signal): "signal \(signal)"
      }
    }
  }

  /// Runs a program to its end, without input.
  ///
  /// The program is killed if the task is cancelled.
  ///
  /// - Parameters:
  ///   - executable: The program.
  ///   - arguments: The words behind its name.
  ///   - folder: The folder that it is started in; the tool's own if this is `nil`.
  ///   - limit: How much it may print, in bytes.
  /// - Returns: How it ended, and what it printed on standard output and standard error.
  /// - Throws: ``Failure`` if it can't be started or prints more than it may; `CancellationError` if the task is
  ///   cancelled.
  package static func run(
    _ executable: URL, _ arguments: [String], in folder: URL? = nil, outputLimit limit: Int
  ) async throws -> (termination: Termination, output: String) {
    do {
      let result = try await Subprocess.run(
        .path(FilePath(executable.path)), arguments: Arguments(arguments),
        workingDirectory: folder.map { FilePath($0.path) },
        output: .string(limit: limit), error: .combinedWithOutput)
      // What a killed program printed may be incomplete.
      try Task.checkCancellation()
      return (Termination(result.terminationStatus), result.standardOutput)
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      throw Failure(description: error.description)
    }
  }

  /// Where what a program prints on standard error goes.
  package enum ErrorOutput: Sendable {
    /// To the tool's own standard error.
    case passedOn
    case discarded
  }

  /// Starts a program, talks with it, and waits for its end.
  ///
  /// The program's input ends when the conversation does; a program that goes on is waited for, so `body` may have to
  /// kill it.
  ///
  /// - Parameters:
  ///   - executable: The program.
  ///   - folder: The folder that it is started in; the tool's own if this is `nil`.
  ///   - errors: Where its standard error goes.
  ///   - body: Talks with the program.
  /// - Returns: What `body` returned, and how the program ended.
  /// - Throws: ``Failure`` if the program can't be started or its output can't be read; `CancellationError` if that
  ///   is because the task is cancelled; and what `body` throws.
  package static func converse<Result: Sendable>(
    with executable: URL, in folder: URL? = nil, errors: ErrorOutput,
    _ body: (inout Conversation) async throws -> Result
  ) async throws -> (result: Result, termination: Termination) {
    let errorOutput = try errors.output
    let (input, theirs) = try Conversation.socketPair()
    defer { close(input) }
    do {
      let outcome = try await Subprocess.run(
        .path(FilePath(executable.path)), workingDirectory: folder.map { FilePath($0.path) },
        input: .fileDescriptor(
          FileDescriptor(rawValue: theirs), closeAfterSpawningProcess: true),
        output: .sequence, error: errorOutput
      ) { execution in
        var conversation = Conversation(
          input: input, output: execution.standardOutput.makeAsyncIterator()
        ) { try? execution.send(signal: .kill) }
        // The program takes the end of its input for ours.
        defer { shutdown(input, CInt(SHUT_RDWR)) }
        return try await body(&conversation)
      }
      return (outcome.closureResult, Termination(outcome.terminationStatus))
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      throw Failure(description: error.description)
    }
  }
}

extension ChildProcess.Termination {
  fileprivate init(_ status: TerminationStatus) {
    self =
      switch status {
      case .exited(let code): .exited(code)
      case .signaled(let signal): .signaled(signal)
      }
  }
}

extension ChildProcess.ErrorOutput {
  fileprivate var output: FileDescriptorOutput {
    get throws(ChildProcess.Failure) {
      switch self {
      case .passedOn: return .currentStandardError
      case .discarded:
        do {
          return .fileDescriptor(
            try FileDescriptor.open("/dev/null", .writeOnly), closeAfterSpawningProcess: true)
        } catch {
          let reason = (error as? Errno)?.description ?? "it can't be opened"
          throw ChildProcess.Failure(description: "/dev/null: \(reason)")
        }
      }
    }
  }
}
