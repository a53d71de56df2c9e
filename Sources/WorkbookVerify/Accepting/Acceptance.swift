import FoundationEssentials
package import WorkbookModel
package import WorkbookRun
import WorkbookSupport

/// Writes what was really printed into a chapter.
package struct Acceptance: Sendable {
  private let chapter: Chapter
  private let folder: BookFolder

  /// What came of it.
  package struct Result: Sendable {
    /// The examples whose output is in the chapter now, with what changed.
    package var accepted: [(example: Example, diffs: [Diff])] = []
    package var refusals: [Refusal] = []
  }

  /// An example whose output stays out of the chapter.
  package struct Refusal: Hashable, Sendable {
    package var example: Example
    package var reason: Reason

    package enum Reason: Hashable, Sendable {
      /// The run failed: it hit a limit, or a command ended otherwise than the chapter says.
      case failedRun
      /// Another run printed something else.
      case unstable
      /// The chapter can't hold the output: it would be read as something else.
      case unwritable
    }
  }

  package init(_ chapter: Chapter, in folder: BookFolder) {
    self.chapter = chapter
    self.folder = folder
  }

  /// Accepts what some examples printed; holes that still fit stay.
  ///
  /// The file is replaced as a whole, or not at all.
  ///
  /// - Parameters:
  ///   - verdicts: The chapter's verdicts; those that passed are left as they are.
  ///   - repeat: Runs an example once more; output that isn't the same on every run isn't accepted.
  /// - Returns: What was written, and what was refused.
  /// - Throws: ``AcceptanceError`` where the file has changed since it was read, is a link or can't be written.
  package func accept(
    _ verdicts: [Verdict], repeat: @Sendable (Example) async throws -> Recording
  ) async throws -> Result {
    var result = Result()
    var edits: [TerminalEdit] = []
    for verdict in verdicts where !verdict.differences.isEmpty {
      guard let recording = verdict.recording, verdict.differences.allSatisfy({ $0.diff != nil })
      else {
        result.refusals.append(Refusal(example: verdict.example, reason: .failedRun))
        continue
      }
      let own = TerminalEdit.edits(for: verdict, in: chapter)
      guard let edited = try? chapter.replacing(source: applying(own), in: folder),
        Self.passes(recording, verdict.example, in: edited)
      else {
        result.refusals.append(Refusal(example: verdict.example, reason: .unwritable))
        continue
      }
      guard Self.passes(try await `repeat`(verdict.example), verdict.example, in: edited) else {
        result.refusals.append(Refusal(example: verdict.example, reason: .unstable))
        continue
      }
      edits += own
      result.accepted.append((verdict.example, verdict.differences.compactMap(\.diff)))
    }
    if !edits.isEmpty { try write(applying(edits)) }
    return result
  }

  private static func passes(
    _ recording: Recording, _ example: Example, in chapter: Chapter
  ) -> Bool {
    guard let edited = chapter.examples[example.name] else {
      return false
    }
    return Comparison.verdict(on: recording, of: edited, in: chapter).passed
  }

  /// The chapter's text with some terminals rewritten; the last one first, so that the places of the
  /// others stay what they are.
  private func applying(_ edits: [TerminalEdit]) -> String {
    var lines = chapter.source.lines.map(String.init)
    for edit in edits.sorted(by: { $0.lines.lowerBound > $1.lines.lowerBound }) {
      lines.replaceSubrange(
        (edit.lines.lowerBound - 1)..<(edit.lines.upperBound - 1), with: edit.text)
    }
    return lines.joined(separator: "\n")
  }

  /// Puts the text in the place of the chapter's file, which keeps its permissions.
  ///
  /// Nothing is written through a link, which may have taken the place of the file since it was read.
  private func write(_ source: String) throws {
    let parts = chapter.path.split(separator: "/")
    let name = String(parts.last ?? "")
    do {
      let folder = try RealFolder(folder.root.resolvingSymlinksInPath().path)
        .folder(parts.dropLast())
      guard try folder.contents(of: name) == Data(chapter.source.utf8) else {
        throw AcceptanceError.changedMeanwhile(path: chapter.path)
      }
      try ReplacedFile.removeUnfinished(in: folder)
      try ReplacedFile.replace(name, in: folder, by: Data(source.utf8))
    } catch let error as FileError {
      throw AcceptanceError.unusable(path: chapter.path, reason: error.reason)
    }
  }
}
