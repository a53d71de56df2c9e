import FoundationEssentials
package import LabProtocol
package import WorkbookModel
package import WorkbookRun
import WorkbookSupport

/// Writes what was really printed into a chapter.
///
/// It begins with one run of each example. Each further run of an example is compared with what would be written
/// because of the first, and what doesn't come to the same each time isn't written.
package struct Acceptance: Sendable {
  package let chapter: Chapter
  private let folder: BookFolder
  /// What may be written, by the example's place in the chapter.
  private var proposals: [Proposal] = []
  private var refusals: [Refusal] = []

  /// What came of it.
  package struct Result: Sendable {
    /// The examples whose output is in the chapter now, with what changed.
    package var accepted: [(example: Example, differences: [Difference])] = []
    package var refusals: [Refusal] = []
    /// Why nothing could be written into the chapter, although something should have been.
    package var error: AcceptanceError?
  }

  /// An example whose output stays out of the chapter.
  package struct Refusal: Sendable {
    /// What its first run showed.
    package var verdict: Verdict
    package var reason: Reason

    package var example: Example { verdict.example }

    package enum Reason: Hashable, Sendable {
      /// The run failed: it hit a limit, was ended by a signal, or a command ended before Ctrl-C was pressed.
      case failedRun
      /// This machine ran it once, and refused all further runs; why.
      case notRunAgain(LabFailure?)
      /// Another run showed something else; how that differs from the first one.
      case unstable([Difference])
      /// Lines that tell the present time or date.
      case clock([String])
      /// A line of the chapter that wasn't printed, and looks as if somebody typed it.
      case typed(SourceLocation)
      /// A program isn't there, by its name.
      case notFound(String)
      /// A command that goes on in the next line, which the chapter doesn't say.
      case unfinished(SourceLocation)
      /// The chapter can't hold the output: it would be read as something else.
      case unwritable
    }
  }

  /// What would be written because of a run.
  private struct Proposal {
    let verdict: Verdict
    let edits: [TerminalEdit]
    /// The chapter as it would be.
    let edited: Chapter
    /// Whether another run came to the same.
    var isRepeated = false
    /// Why this machine wouldn't run it once more.
    var failure: LabFailure?

    /// Whether the run is as another text of the chapter says.
    func isAccepted(in chapter: Chapter?) -> Bool {
      guard let chapter, let recording = verdict.recording else { return false }
      return Acceptance.differences(of: recording, from: verdict.example, in: chapter) == []
    }
  }

  /// Begins with what the first run of some examples showed; those that passed are left as they are.
  ///
  /// - Parameters:
  ///   - chapter: The chapter.
  ///   - folder: Its book.
  ///   - verdicts: What comparing the chapter's examples gave.
  ///   - now: The time when they ran.
  package init(
    _ chapter: Chapter, in folder: BookFolder, _ verdicts: [Verdict], at now: PresentTime
  ) {
    self.chapter = chapter
    self.folder = folder
    for verdict in verdicts where !verdict.differences.isEmpty {
      switch proposal(for: verdict, now) {
      case .success(let proposal): proposals.append(proposal)
      case .failure(let refused):
        refusals.append(Refusal(verdict: verdict, reason: refused.reason))
      }
    }
  }

  private struct Refused: Error {
    let reason: Refusal.Reason
  }

  private func proposal(
    for verdict: Verdict, _ now: PresentTime
  ) -> Swift.Result<Proposal, Refused> {
    func refused(_ reason: Refusal.Reason) -> Swift.Result<Proposal, Refused> {
      .failure(Refused(reason: reason))
    }
    if let command = verdict.unfinishedCommand { return refused(.unfinished(command.location)) }
    guard let recording = verdict.recording, verdict.differences.allSatisfy(\.isAcceptable) else {
      return refused(.failedRun)
    }
    if let name = verdict.missingProgram { return refused(.notFound(name)) }
    if let line = verdict.lostTypedLine { return refused(.typed(line.location)) }
    let edits = TerminalEdit.edits(for: verdict, in: chapter)
    let known = [chapter.source] + chapter.listings.map(\.text)
    let clock = edits.flatMap(\.newLines).filter { now.isTold(in: $0, besides: known) }
    guard clock.isEmpty else { return refused(.clock(clock)) }
    guard let edited = try? chapter.replacing(source: applying(edits), in: folder),
      edited.isTyped(as: chapter),
      Self.differences(of: recording, from: verdict.example, in: edited) == []
    else { return refused(.unwritable) }
    return .success(Proposal(verdict: verdict, edits: edits, edited: edited))
  }

  /// The examples that may be written, as far as is known, with how long their first run took, in milliseconds.
  package var candidates: [(example: Example, duration: Double)] {
    proposals.map { ($0.verdict.example, $0.verdict.recording?.duration ?? 0) }
  }

  /// Whether another run of a candidate came to the same, or wasn't made.
  package func isSame(_ recording: Recording, of example: Example) -> Bool {
    guard let proposal = proposals.first(where: { $0.verdict.example.name == example.name })
    else { return true }
    return Self.differences(of: recording, from: example, in: proposal.edited)?.isEmpty != false
  }

  /// Takes another run of a candidate into account.
  package mutating func compare(_ recording: Recording, of example: Example) {
    guard let index = proposals.firstIndex(where: { $0.verdict.example.name == example.name })
    else { return }
    if case .unavailable(let failure) = recording.outcome {
      proposals[index].failure = failure
      return
    }
    let proposal = proposals[index]
    proposals[index].isRepeated = true
    guard let differences = Self.differences(of: recording, from: example, in: proposal.edited),
      !differences.isEmpty
    else { return }
    proposals.remove(at: index)
    refusals.append(Refusal(verdict: proposal.verdict, reason: .unstable(differences)))
  }

  /// Writes what is the same on every run; holes that still fit stay.
  ///
  /// The file is replaced as a whole, or not at all, and is read as it will be before that.
  ///
  /// - Returns: What was written, and what was refused. Nothing is written where the file has changed since it was
  ///   read, is a link or can't be written.
  package consuming func write() -> Result {
    for proposal in proposals where !proposal.isRepeated {
      refusals.append(
        Refusal(verdict: proposal.verdict, reason: .notRunAgain(proposal.failure)))
    }
    proposals.removeAll { !$0.isRepeated }
    let source = applying(proposals.flatMap(\.edits))
    let edited = try? chapter.replacing(source: source, in: folder)
    for proposal in proposals where !proposal.isAccepted(in: edited) {
      // One that can't be read beside the others hides them, so none is written.
      refusals += proposals.map { Refusal(verdict: $0.verdict, reason: .unwritable) }
      proposals = []
      break
    }
    var result = Result()
    let order = Dictionary(
      uniqueKeysWithValues: chapter.examples.enumerated().map { ($1.name, $0) })
    result.refusals = refusals.sorted {
      order[$0.example.name] ?? 0 < order[$1.example.name] ?? 0
    }
    guard !proposals.isEmpty else { return result }
    do throws(AcceptanceError) {
      try folder.replace(
        chapter.path, by: Data(source.utf8), knownAs: Data(chapter.source.utf8))
      result.accepted = proposals.map { ($0.verdict.example, $0.verdict.differences) }
    } catch {
      result.error = error
    }
    return result
  }

  /// How a run differs from a text of the chapter; `nil` if that has no such example.
  private static func differences(
    of recording: Recording, from example: Example, in chapter: Chapter
  ) -> [Difference]? {
    chapter.examples[example.name].map { edited in
      Comparison.verdict(on: recording, of: edited, in: chapter).differences
    }
  }

  /// The chapter's text with some terminals rewritten; the last one first, so that the places of the
  /// others stay what they are.
  private func applying(_ edits: [TerminalEdit]) -> String {
    var lines = chapter.source.lines.map(String.init)
    for edit in edits.sorted(by: { $0.lines.lowerBound > $1.lines.lowerBound }) {
      lines.replaceSubrange(
        (edit.lines.lowerBound - 1)...(edit.lines.upperBound - 1), with: edit.text)
    }
    return lines.joined(separator: "\n")
  }
}

extension Difference {
  /// Whether the chapter may say what the run did instead: what was printed, or with which status a command ended by
  /// itself.
  fileprivate var isAcceptable: Bool {
    switch kind {
    case .output: true
    case .status(_, _, let actual): actual.signal == nil
    default: false
    }
  }
}
