import FoundationEssentials
package import LabProtocol

/// Everything that happened in a traced run, in the order in which it took place.
struct History {
  struct Entry {
    let terminal: Int
    let step: Int
    let kind: Kind
    let time: Double
    /// The reader or the process that did it.
    let owner: Owner
  }

  enum Kind {
    case typed
    case interrupted
    case ended(ExitStatus)
    case step(TracedStep)
  }

  /// The reader at a terminal, or a process.
  ///
  /// They are ordered by terminal, by step, and then by the order in which processes were started.
  struct Owner: Hashable, Comparable {
    let path: [Int]

    static func < (left: Owner, right: Owner) -> Bool {
      left.path.lexicographicallyPrecedes(right.path)
    }
  }

  private(set) var entries: [Entry] = []
  /// The entries of each owner, in order.
  private(set) var sequences: [Owner: [Int]] = [:]

  init(_ recording: Recording) {
    let steps = Self.joiningPieces(
      Self.withoutLibraries(recording.steps).sorted { $0.time < $1.time })
    let owners = Self.owners(of: steps)
    for event in recording.events {
      let kind: Kind
      switch event.kind {
      case .taken(.interrupt): kind = .interrupted
      case .taken: kind = .typed
      case .ended(let status): kind = .ended(status)
      // What was printed is among the steps, at its place.
      case .output: continue
      }
      entries.append(
        Entry(
          terminal: event.terminal, step: event.step, kind: kind, time: event.time,
          owner: Owner(path: [event.terminal])))
    }
    for step in steps {
      entries.append(
        Entry(
          terminal: step.terminal, step: step.step, kind: .step(step), time: step.time,
          owner: owners[step.process] ?? Owner(path: [step.terminal, step.step])))
    }
    // What was received in pieces is complete later than its first piece was.
    entries.sort { $0.time < $1.time }
    for (index, entry) in entries.enumerated() {
      sequences[entry.owner, default: []].append(index)
    }
  }

  /// Leaves out the sockets by which the C library looks for servers that a lab doesn't have: one that
  /// remembers names (nscd(8)), and one that keeps logs (syslog(3)).
  private static func withoutLibraries(_ steps: [TracedStep]) -> [TracedStep] {
    let servers = ["/dev/log", "/var/run/nscd/socket"].map(Endpoint.path)
    let own = Set(
      steps.compactMap { step -> UInt64? in
        guard case .connected(let socket, let server?) = step.action, servers.contains(server)
        else { return nil }
        return socket.id
      })
    return steps.filter { $0.action.sockets.allSatisfy { !own.contains($0.id) } }
  }

  /// Joins what a process prints, sends or receives without doing anything else in between.
  ///
  /// The number of pieces may differ from run to run.
  private static func joiningPieces(_ steps: [TracedStep]) -> [TracedStep] {
    var joined: [TracedStep?] = []
    // Each process's last step, and its waits until time was up since then.
    var latest: [Int: Int] = [:]
    var waits: [Int: [Int]] = [:]
    for step in steps {
      if step.action == .timePassed {
        waits[step.process, default: []].append(joined.count)
        joined.append(step)
        continue
      }
      let idle = waits.removeValue(forKey: step.process) ?? []
      // Whether it had to wait for the next piece differs, too, but not what it does after waiting.
      if idle.isEmpty || step.action.waits, let index = latest[step.process],
        let whole = joined[index]?.joined(with: step)
      {
        joined[index] = whole
        for wait in idle { joined[wait] = nil }
      } else {
        latest[step.process] = joined.count
        joined.append(step)
      }
    }
    return joined.compactMap(\.self)
  }

  private static func owners(of steps: [TracedStep]) -> [Int: Owner] {
    var owners: [Int: Owner] = [:]
    var children: [Int: Int] = [:]
    for step in steps {
      let owner = owners[step.process] ?? Owner(path: [step.terminal, step.step])
      owners[step.process] = owner
      guard case .forked(let child) = step.action else { continue }
      owners[child] = Owner(path: owner.path + [children[step.process, default: 0]])
      children[step.process, default: 0] += 1
    }
    return owners
  }
}

extension TracedStep {
  /// Joins this piece and the next one, or returns `nil` if they don't belong together.
  fileprivate func joined(with next: TracedStep) -> TracedStep? {
    guard error == nil, next.error == nil, returned != nil, next.returned != nil else { return nil }
    var whole = self
    whole.returned = next.returned
    switch (action, next.action) {
    case (.printed(let first), .printed(let second)):
      whole.action = .printed(first + second)
    case (.sent(let socket, nil, let first), .sent(let other, nil, let second))
    where socket.id == other.id && socket.kind.isByteStream:
      whole.action = .sent(socket, to: nil, first + second)
    case (.received(let socket, _, let first), .received(let other, _, let second))
    where socket.id == other.id && socket.kind.isByteStream && first.count > 0 && second.count > 0:
      whole.action = .received(socket, from: nil, first + second)
    default: return nil
    }
    return whole
  }
}

extension TracedSocket.Kind {
  /// Whether what is sent keeps no borders.
  fileprivate var isByteStream: Bool { self == .tcp || self == .unixStream }
}

extension Payload {
  fileprivate static func + (first: Payload, second: Payload) -> Payload {
    let isWhole = first.prefix.count == first.count
    let prefix = isWhole ? (first.prefix + second.prefix).prefix(longestPrefix) : first.prefix
    return Payload(count: first.count + second.count, prefix: Data(prefix))
  }
}

extension TracedStep.Action {
  /// The sockets that it is about.
  package var sockets: [TracedSocket] {
    switch self {
    case .printed, .timePassed, .forked, .awaited, .exited: []
    case .made(let socket), .bound(let socket, _), .listened(let socket, _),
      .connected(let socket, _), .sent(let socket, _, _), .received(let socket, _, _),
      .shutDown(let socket, _), .setOption(let socket, _, _, _), .closed(let socket):
      [socket]
    case .madePair(let first, let second): [first, second]
    case .accepted(let socket, let new): [socket] + (new.map { [$0] } ?? [])
    }
  }
}
