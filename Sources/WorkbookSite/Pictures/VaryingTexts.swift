import LabProtocol
import WorkbookModel
import WorkbookVerify

/// What differs from run to run as a chapter says it: the texts that stand for the holes of an example.
///
/// A program may send what it prints, such as the time of the day, so pictures of what was sent differ, too.
struct VaryingTexts {
  private let texts: [String]

  /// How long a text is that is looked for within others; shorter ones are in many by chance.
  private static let shortest = 3

  init(_ verdict: Verdict) {
    texts = verdict.steps.flatMap { step -> [String] in
      (step.alignment?.steps ?? []).flatMap { shown -> [String] in
        switch shown {
        case .match(_, _, let fills): fills.map(\.value)
        case .anyLines(_, let lines): lines.map { step.lines[$0] }
        case .missing, .extra: []
        }
      }
    }
  }

  /// Whether bytes have such a text in them, or are part of one.
  func contains(_ payload: Payload) -> Bool {
    let sent = String(decoding: payload.prefix, as: UTF8.self)
      .split(separator: "\n").map(String.init)
    return sent.contains { line in
      texts.contains { text in
        line == text || text.count >= Self.shortest && line.contains(text)
          || line.count >= Self.shortest && text.contains(line)
      }
    }
  }

  func contains(_ action: TracedStep.Action) -> Bool {
    switch action {
    case .sent(_, _, let payload), .received(_, _, let payload): contains(payload)
    default: false
    }
  }
}
