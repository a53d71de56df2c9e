import Glibc
import LabProtocol

/// The calls from which a socket's packets come, by the indices of their steps in a ``CanonicalOrder``.
struct SocketCalls {
  struct Sending {
    let step: Int
    let destination: Endpoint?
    let payload: Payload
  }

  fileprivate(set) var local: Endpoint?
  fileprivate(set) var remote: Endpoint?
  fileprivate(set) var kind: TracedSocket.Kind
  /// Where it began to connect; several times, if it was refused.
  fileprivate(set) var connects: [Int] = []
  fileprivate(set) var isAccepted = false
  fileprivate(set) var isListening = false
  fileprivate(set) var sendings: [Sending] = []
  /// Where it was told to send no more.
  fileprivate var shutDown: Int?
  /// The last closing of each process that has used it.
  fileprivate var closings: [[Int]: Int?] = [:]
  /// Where the last process that had it closed it, or ended; `nil` if one of them did neither.
  fileprivate(set) var closing: Int?

  /// Where it said that it has nothing more to send.
  var end: Int? { shutDown ?? closing }

  fileprivate init(_ kind: TracedSocket.Kind) { self.kind = kind }
}

extension SocketCalls {
  /// The calls of all sockets of a run, in the order in which the sockets appear.
  static func all(in steps: [CanonicalOrder.Step]) -> [SocketCalls] {
    var sockets: [SocketCalls] = []
    var numbers: [UInt64: Int] = [:]
    var exits: [[Int]: Int] = [:]
    for (index, step) in steps.enumerated() {
      guard case .called(let call) = step.kind else { continue }
      let process = [step.terminal, call.process]
      if call.action == .exited { exits[process] = index }
      for socket in call.action.sockets {
        let number = numbers[socket.id] ?? sockets.count
        if number == sockets.count { sockets.append(SocketCalls(socket.kind)) }
        numbers[socket.id] = number
        sockets[number].note(call, of: process, about: socket, at: index)
      }
    }
    for number in sockets.indices {
      let ends = sockets[number].closings.map { $0.value ?? exits[$0.key] }
      sockets[number].closing = ends.contains(nil) ? nil : ends.compactMap(\.self).max()
    }
    return sockets
  }

  private mutating func note(
    _ call: CanonicalOrder.Call, of process: [Int], about socket: TracedSocket, at index: Int
  ) {
    if remote == nil { local = socket.local ?? local }
    remote = remote ?? socket.remote
    closings[process] = closings[process] ?? .some(nil)
    switch call.action {
    case .connected(_, let address):
      if ![EALREADY, EISCONN].contains(call.error) { connects.append(index) }
      remote = remote ?? address
    case .accepted(let listener, new: _): isAccepted = isAccepted || listener.id != socket.id
    case .listened: isListening = true
    case .sent(_, let destination, let payload) where call.error == nil && payload.count > 0:
      sendings.append(Sending(step: index, destination: destination, payload: payload))
    case .sent(_, let destination, let payload) where call.error == nil && kind == .udp:
      sendings.append(Sending(step: index, destination: destination, payload: payload))
    case .shutDown(_, let how) where call.error == nil && how != Int(SHUT_RD):
      shutDown = shutDown ?? index
    case .closed: closings[process] = index
    default: break
    }
  }
}

extension SocketCalls {
  /// The step of one of its sendings, which is found once.
  mutating func takeSending(at index: Int) -> Int { sendings.remove(at: index).step }

  /// Notes that the first of its connections is found.
  ///
  /// - Returns: Whether there may be more.
  mutating func takeConnect() -> Bool {
    connects = Array(connects.dropFirst())
    return !connects.isEmpty
  }
}

extension Endpoint {
  /// Whether a packet's end is what calls name so: the address of all interfaces stands for each, and one of version
  /// 4 may be written as one of version 6.
  func isNamed(by name: Endpoint?) -> Bool {
    guard let name, name.port == port, let own = address?.unmapped,
      let other = name.address?.unmapped
    else { return false }
    return other.isUnspecified || own == other
  }
}
