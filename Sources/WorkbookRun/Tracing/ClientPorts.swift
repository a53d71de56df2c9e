import LabProtocol
import WorkbookModel

/// The ports of a traced run that the kernel chose, and the numbers that a picture shows in their place.
///
/// The kernel chooses a port for a socket that connects, sends or listens without one, and for one that is
/// bound to port 0. Which one it takes of several differs from run to run. Ports that a program names itself
/// keep their numbers, even if the kernel might have chosen them.
struct ClientPorts {
  /// What must be known of a terminal.
  struct Terminal: Hashable {
    /// The host that it is on, or `nil` if there is only one.
    var host: String?
    /// The ports that the sockets of its window get.
    var ports: [ClosedRange<UInt16>]
  }

  /// A port that the kernel gave a socket.
  enum Port: Hashable {
    case ofSocket(UInt64, UInt16)
    /// A port that a call reported, whose socket isn't seen in the trace.
    case unseen(TracedSocket.Kind, Endpoint)
  }

  /// The first sight of a socket with a port.
  struct Sight {
    let socket: UInt64
    let host: String?
    var local: Endpoint
    var remote: Endpoint?
    let step: Int
  }

  struct Key: Hashable {
    let kind: TracedSocket.Kind
    let port: UInt16
  }

  let steps: [CanonicalOrder.Step]
  private let terminals: [Terminal]
  /// The ranges that the kernel chooses from, in the order of the terminals; only those with a choice.
  let ranges: [ClosedRange<UInt16>]
  /// The sockets that a program has bound to a port.
  var bound: Set<UInt64> = []
  /// The listening socket of each accepted one, which shares its port.
  private var listeners: [UInt64: UInt64] = [:]
  var sights: [Key: [Sight]] = [:]
  /// The hosts that have an address, as far as the calls tell.
  var hosts: [IPAddress: Set<String?>] = [:]
  private var numbers: [Port: UInt16] = [:]
  /// The numbers that can't be shown for a port of the kernel's: those of programs, and those shown already.
  private var taken: Set<Key> = []

  /// Finds out which ports the kernel chose.
  ///
  /// - Parameters:
  ///   - steps: The steps of a run, in canonical order.
  ///   - terminals: The terminals of the example that ran.
  init(_ steps: [CanonicalOrder.Step], on terminals: [Terminal]) {
    self.steps = steps
    self.terminals = terminals
    ranges = terminals.flatMap(\.ports)
    guard !ranges.isEmpty else { return }
    for index in steps.indices { note(index) }
    // What programs named themselves.
    for index in steps.indices {
      guard let action = action(index) else { continue }
      _ = mapping(action, at: index) { port, endpoint, kind in
        if port == nil, let number = endpoint.port { taken.insert(Key(kind: kind, port: number)) }
        return endpoint
      }
    }
  }

  /// The action of a step with the numbers that a picture shows; each step must be asked for in order.
  ///
  /// - Parameters:
  ///   - action: The action.
  ///   - index: The index of its step.
  /// - Returns: The same action with other ports.
  mutating func renumber(_ action: TracedStep.Action, at index: Int) -> TracedStep.Action {
    mapping(action, at: index) { port, endpoint, kind in
      guard let port else { return endpoint }
      return endpoint.replacingPort(
        with: number(for: port, endpoint, kind, steps[index].terminal))
    }
  }

  // MARK: What is known

  private func action(_ index: Int) -> TracedStep.Action? {
    if case .called(let call) = steps[index].kind { call.action } else { nil }
  }

  private func host(_ step: Int) -> String? { terminals[steps[step].terminal].host }

  private mutating func note(_ index: Int) {
    guard case .called(let call) = steps[index].kind else { return }
    if case .bound(let socket, let endpoint?) = call.action, let port = endpoint.port {
      taken.insert(Key(kind: socket.kind, port: port))
    }
    switch call.action {
    case .bound(let socket, let endpoint) where call.error == nil && endpoint?.port != 0:
      bound.insert(socket.id)
    case .accepted(let listener, let new?): listeners[new.id] = listener.id
    case .received(_, let from?, _):
      // The sender's host has the address that the datagram came from.
      guard let address = from.address, !address.isLoopback, let cause = steps[index].cause,
        case .sent? = action(cause)
      else { break }
      hosts[address.unmapped, default: []].insert(host(cause))
    default: break
    }
    for socket in call.action.sockets {
      guard let local = socket.local, let port = local.port, port > 0, let address = local.address
      else { continue }
      if !address.isLoopback, !address.isUnspecified {
        hosts[address.unmapped, default: []].insert(host(index))
      }
      let key = Key(kind: socket.kind, port: port)
      let sight = Sight(
        socket: socket.id, host: host(index), local: local, remote: socket.remote, step: index)
      if let known = sights[key]?.firstIndex(where: { $0.socket == socket.id }) {
        // The kernel may choose the address later than the port, when the socket connects.
        guard sights[key]?[known].remote == nil else { continue }
        sights[key]?[known].local = local
        sights[key]?[known].remote = socket.remote
      } else {
        sights[key, default: []].append(sight)
      }
    }
  }

  /// The socket whose port another one shares, or itself.
  ///
  /// One step is enough: a connected socket can't listen (listen(2), `EINVAL`).
  func owner(_ socket: UInt64) -> UInt64 { listeners[socket] ?? socket }

  // MARK: Whose port it is

  /// Changes the endpoints of an action.
  ///
  /// - Parameters:
  ///   - action: The action.
  ///   - index: The index of its step.
  ///   - change: Called for each endpoint that may have a client port, with that port if the kernel chose it.
  /// - Returns: The changed action.
  private func mapping(
    _ action: TracedStep.Action, at index: Int,
    change: (Port?, Endpoint, TracedSocket.Kind) -> Endpoint
  ) -> TracedStep.Action {
    func changed(_ port: Port?, _ endpoint: Endpoint, _ socket: TracedSocket) -> Endpoint {
      guard socket.kind.hasPorts, let number = endpoint.port,
        ranges.contains(where: { $0.contains(number) })
      else { return endpoint }
      return change(port, endpoint, socket.kind)
    }
    func remote(_ endpoint: Endpoint, _ socket: TracedSocket, isReported: Bool) -> Endpoint {
      changed(port(of: endpoint, for: socket, at: index, isReported: isReported), endpoint, socket)
    }
    return action.mapping(
      socket: { socket in
        var shown = socket
        // What stands for the port there is a number that identifies the program (icmp(7)).
        guard socket.kind != .raw else {
          (shown.local, shown.remote) = (nil, nil)
          return shown
        }
        shown.local = socket.local.map { changed(ownPort(of: socket), $0, socket) }
        shown.remote = socket.remote.map {
          remote($0, socket, isReported: listeners[socket.id] != nil)
        }
        return shown
      }, named: { remote($0, $1, isReported: false) },
      reported: { remote($0, $1, isReported: true) })
  }

  private func ownPort(of socket: TracedSocket) -> Port? {
    let owner = owner(socket.id)
    guard !bound.contains(owner), let number = socket.local?.port else { return nil }
    return .ofSocket(owner, number)
  }

  /// The port of an endpoint that a socket talks to, or `nil` if the kernel didn't choose it.
  ///
  /// - Parameters:
  ///   - endpoint: The other end.
  ///   - socket: The socket that talks to it.
  ///   - index: The step.
  ///   - isReported: Whether the kernel reported it. A program may also name an endpoint that no socket has.
  /// - Returns: The port.
  private func port(
    of endpoint: Endpoint, for socket: TracedSocket, at index: Int, isReported: Bool
  ) -> Port? {
    guard let number = endpoint.port, let address = endpoint.address?.unmapped else { return nil }
    let known = sights[Key(kind: socket.kind, port: number)] ?? []
    let found = known.filter { fits($0, address, at: index, isReported: isReported) }
      .max { rank($0, address, socket, index) < rank($1, address, socket, index) }
    guard let found else { return isReported ? .unseen(socket.kind, endpoint) : nil }
    let owner = owner(found.socket)
    return bound.contains(owner) ? nil : .ofSocket(owner, number)
  }

  /// Whether an address, used on the host of a step, may be a socket's.
  private func fits(_ sight: Sight, _ address: IPAddress, at index: Int, isReported: Bool) -> Bool {
    guard let local = sight.local.address?.unmapped else { return false }
    if address.isLoopback || address.isUnspecified {
      guard sight.host == host(index) else { return false }
    } else if let known = hosts[address] {
      guard known.contains(sight.host) else { return false }
    } else if !isReported {
      return false
    }
    return local == address || local.isUnspecified || address.isUnspecified
  }

  /// How well a socket fits among several: by its other end, by its time, by its address, and then by whether a
  /// program named its port.
  ///
  /// A later socket on the same host has a port that an earlier one has given up.
  private func rank(
    _ sight: Sight, _ address: IPAddress, _ socket: TracedSocket, _ index: Int
  ) -> (Int, Int, Int, Int) {
    let isExact = sight.local.address?.unmapped == address
    let isOtherEnd = sight.remote != nil && sight.remote == socket.local
    let isBound = bound.contains(owner(sight.socket))
    // Of those that were there by then, the last; else the first that comes.
    let nearness = sight.step <= index ? sight.step : -sight.step - 1
    return (isOtherEnd ? 1 : 0, nearness, isExact ? 1 : 0, isBound ? 1 : 0)
  }

  // MARK: Numbers

  mutating func number(
    for port: Port, _ endpoint: Endpoint, _ kind: TracedSocket.Kind, _ terminal: Int
  ) -> UInt16 {
    if let known = numbers[port] { return known }
    let real = endpoint.port ?? 0
    let own = terminals[terminal].ports
    let number =
      own.contains { $0.contains(real) }
      ? own.lazy.joined().first { !taken.contains(Key(kind: kind, port: $0)) } ?? real : real
    taken.insert(Key(kind: kind, port: number))
    numbers[port] = number
    return number
  }
}

extension TracedSocket.Kind {
  /// Whether the kernel chooses ports for its sockets.
  fileprivate var hasPorts: Bool { self == .tcp || self == .udp }
}

extension ClientPorts.Terminal {
  /// What must be known of an example's terminals.
  static func all(of example: Example) -> [Self] {
    example.terminals.map {
      Self(host: $0.host, ports: example.clientPorts(ofWindow: $0.window))
    }
  }
}
