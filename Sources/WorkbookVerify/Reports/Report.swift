import FoundationEssentials
import LabProtocol
import WorkbookModel
import WorkbookRun

/// Everything that is known of a run, for other programs: what `--report json=FILE` writes.
///
/// The fields are documented in `docs/report.md`. A field may be added at any time; whatever else
/// changes raises ``version``.
package struct Report: Codable, Sendable {
  var version = 2
  var tool: String
  /// The book's title; absent if the book is malformed.
  var book: String?
  /// Absent if nothing was to be compiled.
  var swift: String?
  /// What this machine can do; see `workbook doctor`.
  var capabilities: [String: Bool]
  /// The files of the book that can't be read, by their paths; nothing of them was built or run.
  var malformed: [String]
  var summary: Summary
  var examples: [ExampleReport]
  var diagnostics: [DiagnosticReport]

  struct Summary: Codable, Sendable {
    var examples = 0
    var passed = 0
    var failed = 0
    var notBuilt = 0
    var notVerified = 0
  }

  struct ExampleReport: Codable, Sendable {
    enum Outcome: String, Codable {
      case passed
      case failed
      case notBuilt = "not-built"
      case notVerified = "not-verified"
    }

    var name: String
    var chapter: String
    var location: SourceLocation
    var verdict: Outcome
    /// Why it isn't `passed`, one sentence each.
    var reasons: [DiagnosticReport]
    var milliseconds: Double?
    /// Whether its programs' calls were watched, as they are for pictures.
    var traced: Bool
    /// The programs of the system that it needs; absent if it needs none.
    var tools: [ToolReport]?
    var terminals: [TerminalReport]
    var events: [EventReport]
  }

  struct ToolReport: Codable, Sendable {
    var name: String
    /// Here; absent if the program doesn't tell.
    var version: String?
    /// That of the program which printed what the chapter shows; absent if that wasn't noted.
    var printedBy: String?
  }

  struct TerminalReport: Codable, Sendable {
    var location: SourceLocation
    /// By the letter in its prompts; absent where the example has one host only.
    var host: String?
    var comparison: Terminal.Comparison
    var columns: Bool
    /// Which of the example's windows it is, from 0.
    var window: Int
    /// The first and the last port of each range.
    var clientPorts: [[UInt16]]
    var steps: [StepReport]
  }

  struct StepReport: Codable, Sendable {
    enum Action: String, Codable {
      case command, input, interrupt, look
      case endOfInput = "end-of-input"
    }

    var location: SourceLocation
    var action: Action
    /// What was typed.
    var text: String?
    /// The lines as they are compared and shown.
    var transcript: [String]
    /// The bytes as they were printed, in Base64.
    var output: Data
    /// How the command ended that ran in the window, as a shell shows it; absent where none ended.
    var status: Int32?
    var signal: Int32?
    var holes: [HoleReport]
  }

  struct HoleReport: Codable, Sendable {
    /// `..`, `...`, or the hole's own name.
    var name: String
    /// The line of the transcript, from 1.
    var line: Int
    /// What filled it: a text, or some lines.
    var value: String
  }

  struct EventReport: Codable, Sendable {
    enum Kind: String, Codable {
      case taken, output, ended
    }

    var terminal: Int
    var step: Int
    var milliseconds: Double
    var kind: Kind
    var output: Data?
    var status: Int32?
  }

  struct DiagnosticReport: Codable, Sendable {
    /// What kind of diagnostic it is, or belongs to, if it is a note; see `docs/problems.md`.
    var identifier: Diagnostic.Identifier
    var severity: Diagnostic.Severity
    var location: SourceLocation
    /// Behind its last character; the same as `location` if that isn't known.
    var end: SourceLocation
    var message: String
    /// A change of the text that would mend it.
    var fix: FixReport?
  }

  struct FixReport: Codable, Sendable {
    var location: SourceLocation
    var end: SourceLocation
    var replacement: String
  }
}
