import FoundationEssentials
import Glibc
import LabProtocol

/// Which entries of a history had to wait for which entries of other owners.
///
/// Bytes are received after they were sent, connections accepted after they were made, ends noticed after
/// the other end was closed. What isn't seen (see the lab's tracer) has no cause here; it is put where it
/// would have come without one.
struct Causes {
  /// For each entry, the indices of those that come before it in every run.
  private(set) var needs: [[Int]]
  private let history: History
  /// The two ends of each connection, by the numbers of their sockets.
  private var peers: [UInt64: UInt64] = [:]

  init(_ history: History) {
    self.history = history
    needs = Array(repeating: [], count: history.entries.count)
    findProcesses()
    findConnections()
    findBytes()
    findEnds()
    findDatagrams()
  }

  private func step(_ index: Int) -> TracedStep? {
    if case .step(let step) = history.entries[index].kind { step } else { nil }
  }

  private var steps: some Sequence<(Int, TracedStep)> {
    history.entries.indices.lazy.compactMap { index in step(index).map { (index, $0) } }
  }

  // MARK: Commands and processes

  private mutating func findProcesses() {
    // What was typed last in each terminal, and what its shell did last since.
    var typed: [Int: Int] = [:]
    var shells: [Int: Int] = [:]
    var forks: [Int: Int] = [:]
    var exits: [Int: Int] = [:]
    var first: [Int: Int] = [:]
    var known: Set<Int> = []
    for (index, entry) in history.entries.enumerated() {
      let terminal = entry.terminal
      switch entry.kind {
      case .typed:
        typed[terminal] = index
        (shells[terminal], first[terminal]) = (nil, nil)
      case .interrupted: break
      case .ended:
        needs[index] += shells[terminal].map { [$0] } ?? []
        needs[index] += first[terminal].flatMap { exits[$0] }.map { [$0] } ?? []
      case .step(let step):
        if step.isShell {
          shells[terminal] = index
          needs[index] += typed[terminal].map { [$0] } ?? []
        } else if known.insert(step.process).inserted {
          if forks[step.process] == nil, first[terminal] == nil { first[terminal] = step.process }
          needs[index] += (forks[step.process] ?? typed[terminal]).map { [$0] } ?? []
        }
        switch step.action {
        case .forked(let child): forks[child] = index
        case .exited: exits[step.process] = index
        case .awaited(let child): needs[index] += exits[child].map { [$0] } ?? []
        default: break
        }
      }
    }
  }

  // MARK: Connections

  private mutating func findConnections() {
    var connects: [(index: Int, socket: TracedSocket, address: Endpoint?)] = []
    var listens: [UInt64: Int] = [:]
    for (index, step) in steps {
      switch step.action {
      case .madePair(let first, let second): join(first.id, second.id)
      case .listened(let socket, _): listens[socket.id] = index
      case .connected(let socket, let address)
      where socket.kind.isConnectionOriented && [nil, EINPROGRESS].contains(step.error):
        connects.append((index, socket, address))
      case .accepted(let listener, let new?):
        let found = connects.firstIndex { _, socket, address in
          new.kind.isUnix
            ? socket.id == new.peer
            : socket.local == new.remote && (socket.remote ?? address) == new.local
        }
        guard let found else { continue }
        let connect = connects.remove(at: found)
        join(connect.socket.id, new.id)
        needs[index].append(connect.index)
        if let listen = listens[listener.id], listen < connect.index {
          needs[connect.index].append(listen)
        }
      default: break
      }
    }
  }

  private mutating func join(_ first: UInt64, _ second: UInt64) {
    peers[first] = second
    peers[second] = first
  }

  private mutating func findBytes() {
    struct Stream {
      var sends: [(index: Int, end: Int)] = []
      var received = 0
      var next = 0
    }
    // By the socket that sends.
    var streams: [UInt64: Stream] = [:]
    for (index, step) in steps {
      switch step.action {
      case .sent(let socket, _, let payload)
      where socket.kind.isConnectionOriented && step.error == nil:
        let end = streams[socket.id]?.sends.last?.end ?? 0
        streams[socket.id, default: Stream()].sends.append((index, end + payload.count))
      case .received(let socket, _, let payload)
      where socket.kind.isConnectionOriented && payload.count > 0:
        guard let sender = peers[socket.id], var stream = streams[sender] else { continue }
        stream.received += payload.count
        while stream.next < stream.sends.count {
          let send = stream.sends[stream.next]
          let begin = stream.next == 0 ? 0 : stream.sends[stream.next - 1].end
          guard begin < stream.received else { break }
          needs[index].append(send.index)
          guard send.end <= stream.received else { break }
          stream.next += 1
        }
        streams[sender] = stream
      default: break
      }
    }
  }

  // MARK: Ends

  private mutating func findEnds() {
    // The processes that have used a socket, and the last call of each that ended it.
    var closings: [UInt64: [Int: Int]] = [:]
    var users: [UInt64: Set<Int>] = [:]
    var exits: [Int: Int] = [:]
    for (index, step) in steps {
      for socket in step.action.sockets { users[socket.id, default: []].insert(step.process) }
      switch step.action {
      case .closed(let socket): closings[socket.id, default: [:]][step.process] = index
      case .shutDown(let socket, let how) where how != Int(SHUT_RD):
        closings[socket.id, default: [:]][step.process] = index
      case .exited: exits[step.process] = index
      case .received(let socket, _, let payload)
      where socket.kind.isConnectionOriented && payload.count == 0
        && [nil, ECONNRESET].contains(step.error):
        noteEnd(of: socket, at: index)
      case .sent(let socket, _, _) where [EPIPE, ECONNRESET].contains(step.error):
        noteEnd(of: socket, at: index)
      default: break
      }
    }

    func noteEnd(of socket: TracedSocket, at index: Int) {
      guard let peer = peers[socket.id] else { return }
      let ends = (users[peer] ?? []).compactMap { process in
        closings[peer]?[process] ?? exits[process]
      }
      needs[index] += ends.max().map { [$0] } ?? []
    }
  }

  // MARK: Datagrams

  private mutating func findDatagrams() {
    struct Sent {
      let index: Int
      let socket: TracedSocket
      let address: Endpoint?
      let payload: Payload
      /// The sockets that have received it.
      var takers: Set<UInt64> = []
    }
    var sends: [Sent] = []
    for (index, step) in steps {
      switch step.action {
      case .sent(let socket, let address, let payload)
      where !socket.kind.isConnectionOriented && step.error == nil:
        sends.append(
          Sent(
            index: index, socket: socket, address: address ?? socket.remote, payload: payload))
      case .received(let socket, let address, let payload)
      where !socket.kind.isConnectionOriented && step.error == nil && step.returned != nil:
        let found = sends.firstIndex { sent in
          !sent.takers.contains(socket.id) && sent.socket.id != socket.id
            && sent.socket.kind == socket.kind
            && sent.payload.count >= payload.count
            && sent.payload.prefix.starts(with: payload.prefix)
            && Self.isSame(sent.socket.local, address, orUnknown: address == nil)
            && (peers[sent.socket.id] == socket.id
              || Self.isSame(sent.address, socket.local, orUnknown: false))
        }
        guard let found else { continue }
        sends[found].takers.insert(socket.id)
        needs[index].append(sends[found].index)
      default: break
      }
    }
  }

  /// Whether two addresses may be of the same socket: a group's, or that of all interfaces, may stand for
  /// another one with the same port.
  private static func isSame(
    _ left: Endpoint?, _ right: Endpoint?, orUnknown isUnknown: Bool
  ) -> Bool {
    guard let left, let right else { return isUnknown || left == right }
    return left == right || left.port != nil && left.port == right.port
  }
}
