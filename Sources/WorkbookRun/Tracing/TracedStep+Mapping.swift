import LabProtocol

extension TracedStep.Action {
  /// The same action with other sockets; which process it is about is left out.
  ///
  /// - Parameter map: Changes a socket.
  /// - Returns: The changed action.
  func mappingSockets(_ map: (TracedSocket) -> TracedSocket) -> Self {
    mapping(socket: map, named: { endpoint, _ in endpoint }, reported: { endpoint, _ in endpoint })
  }

  /// The same action with other sockets and endpoints; which process it is about is left out.
  ///
  /// - Parameters:
  ///   - map: Changes a socket.
  ///   - named: Changes an endpoint that the program named for a socket, other than by bind(2).
  ///   - reported: Changes an endpoint that the kernel reported to the program for a socket.
  /// - Returns: The changed action.
  func mapping(
    socket map: (TracedSocket) -> TracedSocket, named: (Endpoint, TracedSocket) -> Endpoint,
    reported: (Endpoint, TracedSocket) -> Endpoint
  ) -> Self {
    switch self {
    case .printed, .timePassed, .exited: self
    case .made(let socket): .made(map(socket))
    case .madePair(let first, let second): .madePair(map(first), map(second))
    case .bound(let socket, let to): .bound(map(socket), to: to)
    case .listened(let socket, let backlog): .listened(map(socket), backlog: backlog)
    case .accepted(let socket, let new): .accepted(map(socket), new: new.map(map))
    case .connected(let socket, let to):
      .connected(map(socket), to: to.map { named($0, socket) })
    case .sent(let socket, let to, let payload):
      .sent(map(socket), to: to.map { named($0, socket) }, payload)
    case .received(let socket, let from, let payload):
      .received(map(socket), from: from.map { reported($0, socket) }, payload)
    case .shutDown(let socket, let how): .shutDown(map(socket), how: how)
    case .setOption(let socket, let level, let name, let value):
      .setOption(map(socket), level: level, name: name, value: value)
    case .closed(let socket): .closed(map(socket))
    case .forked: .forked(child: 0)
    case .awaited: .awaited(child: 0)
    }
  }
}
