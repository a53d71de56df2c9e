import LabProtocol

extension LabEvent {
  /// Whether it is about terminals and steps that there are, and tells numbers that calls give.
  ///
  /// The helper is next to strangers' programs, so it is trusted less than what reads its events.
  func isPossible(in terminals: [Recording.Terminal]) -> Bool {
    func areThere(_ terminal: Int, _ step: Int) -> Bool {
      terminals.indices.contains(terminal)
        && terminals[terminal].steps.indices.contains(step)
    }
    return switch self {
    case .ready(let slowness): slowness >= 1 && slowness.isFinite
    case .captured, .framesLost, .failed: true
    case .taken(let terminal, let step, _), .output(let terminal, let step, _, _),
      .ended(let terminal, let step, _, _), .portsExhausted(let terminal, let step):
      areThere(terminal, step)
    case .traced(let step):
      areThere(step.terminal, step.step) && step.action.payload?.isPossible != false
    case .finished(let ending, _): ending.terminals.allSatisfy(terminals.indices.contains)
    }
  }
}

extension Ending {
  /// The indices of the terminals that it is about.
  fileprivate var terminals: [Int] {
    switch self {
    case .complete, .ticks: []
    case .leftBehind(let activities), .timeLimit(let activities), .waitsForEver(let activities):
      activities.map(\.terminal)
    case .ignoresInterrupt(let terminal, let activities): [terminal] + activities.map(\.terminal)
    case .outputLimit(let terminal), .processLimit(let terminal): [terminal]
    }
  }
}

extension TracedStep.Action {
  fileprivate var payload: Payload? {
    switch self {
    case .sent(_, _, let payload), .received(_, _, let payload): payload
    default: nil
    }
  }
}

extension Payload {
  /// Whether a call can have carried it; none carries more than 2 GiB (write(2)).
  fileprivate var isPossible: Bool { prefix.count...max(prefix.count, 1 << 31) ~= count }
}
