import WorkbookModel
import WorkbookVerify

/// A piece of what a window showed at a step: a line, or all those that stand for a `...` of the chapter.
///
/// How many lines a `...` stands for differs from run to run and from machine to machine, so a page has one piece for
/// it, also where there are none.
enum ShownPiece: Hashable {
  case line(Int, fills: [HoleFill], isTyped: Bool)
  case anyLines([Int])

  /// The lines of the output that it has.
  var lines: [Int] {
    switch self {
    case .line(let line, _, _): [line]
    case .anyLines(let lines): lines
    }
  }
}

extension StepVerdict {
  /// What the step showed: in its order, or in the chapter's, where the order differs from run to run.
  func pieces(in terminal: Terminal) -> [ShownPiece] {
    let steps = alignment?.steps ?? []
    guard terminal.comparison == .unordered else { return steps.compactMap(piece) }
    var pieces = [ShownPiece?](repeating: nil, count: step.expected.count)
    for row in pieces.indices where step.expected[row].isAnyLines { pieces[row] = .anyLines([]) }
    var others: [ShownPiece] = []
    for shown in steps {
      switch shown {
      case .match(let row, _, _): pieces[row] = piece(shown)
      case .anyLines(let row, let lines):
        pieces[row] = .anyLines((pieces[row]?.lines ?? []) + lines)
      case .extra: others += [piece(shown)].compactMap(\.self)
      case .missing: break
      }
    }
    return pieces.compactMap(\.self) + others
  }

  private func piece(_ shown: Alignment.Step) -> ShownPiece? {
    switch shown {
    case .match(let row, let line, let fills):
      .line(line, fills: fills, isTyped: step.expected[row].isTyped)
    case .anyLines(_, let lines): .anyLines(Array(lines))
    case .extra(let line): .line(line, fills: [], isTyped: false)
    case .missing: nil
    }
  }
}
