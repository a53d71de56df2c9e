import Glibc
package import LabProtocol
package import WorkbookModel
import WorkbookRun

extension Verdict {
  /// What is wrong, or why that isn't known; none if the example passed.
  package var diagnostics: [Diagnostic] {
    switch outcome {
    case .passed: []
    case .failed(let differences): differences.map(\.diagnostic)
    case .notBuilt(let programs):
      [Diagnostic(.notRun, at: example.location, "not built: \(programs.joined(separator: ", "))")]
    case .unavailable(let failure):
      [Diagnostic(.notVerified, .warning, at: example.location, failure.message)]
    }
  }
}

extension Difference {
  /// What to tell the author, the diff aside.
  ///
  /// All the words of this stage are here.
  package var diagnostic: Diagnostic {
    Diagnostic(
      kind.identifier, at: location, message,
      notes: activities.map { Diagnostic.Note(at: SourceRange(location), $0.message) }
        + stops.map { Diagnostic.Note(at: SourceRange($0), "the program stopped here") }
        + (exhausted.map(\.message) + otherTools.compactMap(\.message)).map {
          Diagnostic.Note(at: SourceRange(location), $0)
        })
  }

  package var diff: Diff? {
    if case .output(_, let diff) = kind { diff } else { nil }
  }

  private var activities: [Activity] {
    switch kind {
    case .leftBehind(let activities), .timeLimit(_, _, let activities),
      .waitsForEver(let activities), .ignoresInterrupt(_, let activities):
      activities
    default: []
    }
  }

  /// That the machine gave an example more time than it is allowed, as it is slow or busy.
  private static func delay(_ taken: Double, for seconds: Double) -> String {
    guard taken > 2 * seconds else { return "" }
    return
      ", although this machine, slow or busy as it is, gave it \(taken.rounded().formattedSeconds) for them"
  }

  private var message: String {
    switch kind {
    case .output(let command, _):
      "`\(command)` printed something else"
    case .undecided(let command):
      "what `\(command)` printed can't be compared in good time: holes can stand for too many texts here; write more of the text around them, and [..] where a name isn't needed"
    case .status(let command, let expected, let actual):
      "`\(command)` \(actual.message), not with \(expected)\(Self.hint(actual))"
    case .endedEarly(let command, let status):
      "`\(command)` \(status.message) before ^C was pressed"
    case .endedBeforeInput(let command, let status):
      "`\(command)` \(status.message) before it was answered"
    case .shellEnded(let command):
      "`\(command)` couldn't be typed: the shell of its window had ended, or something else runs there"
    case .notOpen(let command, let status):
      "`\(command)` \(status.message), and its window is \"open\"; take that away"
    case .portsExhausted(let command, let count):
      """
      `\(command)` needed more client ports than the \(count) of its window, so the kernel chose one, another in each \
      run; write ports=50000-50999, or as many as it takes
      """
    case .bytesNotPrinted(let digits):
      "the example prints no \(digits); take the bytes from what it prints"
    case .noFolder(let failure):
      "its files can't be laid out: \(failure.message)"
    case .leftBehind(let activities):
      "\(Self.list(activities)) went on when every command had ended"
    case .timeLimit(let seconds, let taken, _):
      """
      the example took longer than \(seconds.formattedSeconds)\(Self.delay(taken, for: seconds)); give it more with \
      timeout=\(Int(seconds * 2))s, if it needs more
      """
    case .waitsForEver:
      """
      this never ends: every program waits for another, or for longer than the example may take; end it with ^C, mark \
      its window "open", give it more time, as with timeout=20s, or find out who should go on
      """
    case .ignoresInterrupt(let command, _):
      "`\(command)` didn't end after ^C"
    case .outputLimit(let command, let bytes):
      "`\(command)` printed more than \(bytes) bytes, and was ended; output=\(UInt64(bytes * 2).formattedBytes) raises the limit"
    case .processLimit(let command, let count):
      "`\(command)` started more than \(count) processes and threads, and was ended; processes=\(count * 2) raises the limit"
    }
  }

  private static func hint(_ status: ExitStatus) -> String {
    guard status.signal == nil, case .exited(let code) = status, code > 0 else { return "" }
    return "; write [\(code)] if that is meant"
  }

  private static func list(_ activities: [Activity]) -> String {
    var names: [String] = []
    for name in activities.map(\.program) where !names.contains(name) { names.append(name) }
    return names.joined(separator: ", ")
  }
}

extension Difference.Kind {
  fileprivate var identifier: Diagnostic.Identifier {
    switch self {
    case .output: .outputDiffers
    case .undecided: .tooManyHoles
    case .status: .statusDiffers
    case .endedEarly: .endedEarly
    case .endedBeforeInput: .endedBeforeInput
    case .shellEnded: .shellEnded
    case .notOpen: .notOpen
    case .portsExhausted: .portsExhausted
    case .bytesNotPrinted: .bytesNotPrinted
    case .noFolder: .noFolder
    case .leftBehind: .leftBehind
    case .timeLimit: .timeLimit
    case .waitsForEver: .waitsForEver
    case .ignoresInterrupt: .ignoresInterrupt
    case .outputLimit: .outputLimit
    case .processLimit: .processLimit
    }
  }
}

extension ExhaustedResource {
  /// What may have happened, and what to write to give the example more.
  fileprivate var message: String {
    let more = limit * 2
    return switch resource {
    case .processorTime:
      "it used \(limit) s of processor time, which is the limit; cpu=\(more)s raises it"
    case .fileSize:
      "a file can't grow beyond \(limit.formattedBytes); file-size=\(more.formattedBytes) raises the limit"
    case .memory:
      "a process can't have more than \(limit.formattedBytes) of memory; memory=\(more.formattedBytes) raises the limit"
    case .openFiles:
      "a process can't have more than \(limit) files open; open-files=\(more) raises the limit"
    case .processes:
      "there can't be more than \(limit) processes and threads at once; processes=\(more) raises the limit"
    case .output:
      "a terminal can't show more than \(limit.formattedBytes); output=\(more.formattedBytes) raises the limit"
    }
  }
}

extension UInt64 {
  /// A number of bytes as a chapter writes it, such as `512M`.
  fileprivate var formattedBytes: String {
    for (unit, shift) in [("G", 30), ("M", 20), ("K", 10)]
    where self >= 1 << shift && trailingZeroBitCount >= shift {
      return "\(self >> shift)\(unit)"
    }
    return "\(self)"
  }
}

extension Double {
  fileprivate var formattedSeconds: String {
    self == rounded() ? "\(Int(self)) s" : "\(self) s"
  }
}

extension ExitStatus {
  /// The signal that ended it, also where a shell reports that of its child, as 128 and its number.
  package var signal: Int32? {
    switch self {
    case .signaled(let signal): signal
    case .exited(let code): (129...159).contains(code) ? code - 128 : nil
    }
  }

  /// How it ended, as in "ended with status 3".
  package var message: String {
    if let signal {
      return "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
    }
    return "ended with status \(shellStatus)"
  }
}

extension Activity {
  /// What it was doing, as in "echo-client: blocked in recv".
  package var message: String {
    switch state {
    case .running: "\(program): running"
    case .stopped: "\(program): stopped by a signal"
    case .blocked(let call, let timed):
      "\(program): blocked in \(call)" + (timed && call != .sleep ? ", for a limited time" : "")
    }
  }
}

extension LabFailure {
  /// Why the machine can't run examples, and what the call said.
  package var message: String {
    "can't \(purpose.words): \(call): \(String(cString: strerror(code)))"
  }
}
