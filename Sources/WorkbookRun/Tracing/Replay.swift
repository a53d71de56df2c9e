import Glibc
import LabProtocol

/// Lets the processes of a traced run take turns, by rules that give the same order for every run.
///
/// A process goes on until it has to wait for another one, or has done something that another one waits
/// for; then that one goes on. If several could, it is the one whose terminal comes first. Time passes only
/// when no process can go on without. What the reader does comes where it came: when nothing else can happen.
struct Replay {
  /// The entries of the history.
  private(set) var order: [Int] = []
  private let history: History
  private let causes: Causes
  private var isDone: [Bool]
  private let owners: [History.Owner]
  /// What is left of each owner's sequence.
  private var rest: [ArraySlice<Int>]

  init(_ history: History, _ causes: Causes) {
    self.history = history
    self.causes = causes
    isDone = Array(repeating: false, count: history.entries.count)
    let owners = history.sequences.keys.sorted()
    self.owners = owners
    rest = owners.map { owner in history.sequences[owner].map { $0[...] } ?? [] }
    skipIdleWaits()
    let barriers = history.entries.indices.filter(isBarrier) + [history.entries.count]
    for end in barriers {
      play(before: end)
      guard end < history.entries.count,
        let owner = owners.firstIndex(of: history.entries[end].owner)
      else { continue }
      perform(owner)
    }
  }

  /// Whether everything that could happen before an entry had happened by then.
  private func isBarrier(_ index: Int) -> Bool {
    switch history.entries[index].kind {
    case .typed, .interrupted: true
    case .ended, .step: false
    }
  }

  /// Leaves out waits until time was up that led to nothing but another wait.
  ///
  /// A server that looks around every half second does so a different number of times in each run.
  private mutating func skipIdleWaits() {
    for owner in rest.indices {
      var kept: [Int] = []
      var isFollowed = false
      for index in rest[owner].reversed() {
        if case .step(let step) = history.entries[index].kind, step.action == .timePassed {
          if isFollowed { kept.append(index) }
          continue
        }
        kept.append(index)
        isFollowed = true
        if case .step(let step) = history.entries[index].kind, step.action.waits,
          !causes.needs[index].isEmpty
        {
          isFollowed = false
        }
      }
      rest[owner] = kept.reversed()[...]
    }
  }

  private mutating func play(before end: Int) {
    var current: Int?
    while true {
      let able = owners.indices.filter { isAble($0, before: end) }
      let awake = able.filter { !letsTimePass($0) }
      // While anything is left, the first of it in time is able to: what it needs came before it.
      guard
        let next = current.flatMap({ awake.contains($0) ? $0 : nil }) ?? awake.first
          ?? able.min(by: { nextTime($0) < nextTime($1) })
      else { return }
      current = next
      if perform(next) {
        current =
          owners.indices.first { other in
            other != next && isAble(other, before: end) && waits(other)
          } ?? next
      }
    }
  }

  /// Does the next thing of an owner's.
  ///
  /// - Returns: Whether others may have waited for it.
  @discardableResult
  private mutating func perform(_ owner: Int) -> Bool {
    guard let index = rest[owner].popFirst() else { return false }
    order.append(index)
    isDone[index] = true
    guard case .step(let step) = history.entries[index].kind else { return false }
    return switch step.action {
    case .connected, .sent, .shutDown, .closed, .exited: true
    default: false
    }
  }

  private func isAble(_ owner: Int, before end: Int) -> Bool {
    guard let next = rest[owner].first, next < end else { return false }
    return causes.needs[next].allSatisfy { isDone[$0] }
  }

  private func letsTimePass(_ owner: Int) -> Bool {
    guard let step = nextStep(owner) else { return false }
    // A wait until time was up.
    return step.action == .timePassed || step.error == EAGAIN
  }

  private func waits(_ owner: Int) -> Bool {
    guard let step = nextStep(owner) else { return false }
    return step.action.waits && !letsTimePass(owner)
  }

  private func nextStep(_ owner: Int) -> TracedStep? {
    guard let next = rest[owner].first, case .step(let step) = history.entries[next].kind
    else { return nil }
    return step
  }

  private func nextTime(_ owner: Int) -> Double {
    rest[owner].first.map { history.entries[$0].time } ?? .infinity
  }
}
