import LabProtocol
import WorkbookModel
import WorkbookVerify

/// What differs from run to run as a chapter says it: the texts that stand for the holes of an example.
///
/// A program may send what it prints, such as the time of the day, so pictures of what was sent differ, too. Which
/// texts are marked must not depend on the run: a time of 9 ms is marked as one of 12 ms is, if the rest of what was
/// sent was printed as well.
struct VaryingTexts {
  private let texts: [String]
  private let lines: [Line]

  /// A line that was printed, with the bytes of it that stand for holes.
  struct Line: Hashable {
    var text: String
    var fills: [Range<Int>]
  }

  /// How long a text is that is looked for within others; shorter ones are in many by chance.
  private static let shortest = 3

  /// - Parameters:
  ///   - texts: What stands for holes.
  ///   - lines: The lines with holes.
  init(_ texts: [String], in lines: [Line]) {
    (self.texts, self.lines) = (texts, lines)
  }

  init(_ verdict: Verdict) {
    var (texts, lines): ([String], [Line]) = ([], [])
    for step in verdict.steps {
      for shown in step.alignment?.steps ?? [] {
        switch shown {
        case .match(_, _, let fills) where fills.isEmpty: break
        case .match(_, let line, let fills):
          texts += fills.map(\.value)
          lines.append(Line(text: step.lines[line], fills: fills.map(\.range)))
        case .anyLines(_, let lines): texts += lines.map { step.lines[$0] }
        case .missing, .extra: break
        }
      }
    }
    self.init(texts, in: lines)
  }

  /// Whether bytes have such a text in them, or are part of one.
  func contains(_ payload: Payload) -> Bool {
    contains(String(decoding: payload.prefix, as: UTF8.self))
  }

  /// Whether one of some lines has such a text in it, or is part of one.
  func contains(_ sent: String) -> Bool {
    sent.split(separator: "\n").map(String.init).contains { sent in
      texts.contains { text in
        sent == text || text.count >= Self.shortest && sent.contains(text)
          || sent.count >= Self.shortest && text.contains(sent)
      } || lines.contains { $0.isPart(of: sent) || $0.hasPart(sent) }
    }
  }

  func contains(_ action: TracedStep.Action) -> Bool {
    switch action {
    case .sent(_, _, let payload), .received(_, _, let payload): contains(payload)
    default: false
    }
  }
}

extension VaryingTexts.Line {
  /// Whether the whole line was sent.
  fileprivate func isPart(of sent: String) -> Bool {
    text.utf8.count > fills.reduce(0) { $0 + $1.count } && sent.contains(text)
  }

  /// Whether some of the line was sent: what stands for a hole, and something beside it.
  fileprivate func hasPart(_ sent: String) -> Bool {
    let (line, part) = (Array(text.utf8), Array(sent.utf8))
    guard !part.isEmpty, part.count <= line.count else { return false }
    return (0...line.count - part.count).contains { start in
      let range = start..<start + part.count
      return fills.contains { range != $0 && range.clamped(to: $0) == $0 }
        && line[range].elementsEqual(part)
    }
  }
}
