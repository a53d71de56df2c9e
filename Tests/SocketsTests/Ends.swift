import Glibc
import Sockets
import Synchronization
import Testing

/// A listening socket on a port that the kernel chose, and its address.
func makeListener(
  _ family: Socket.Family = .ipv4, backlog: Int = 5
) throws -> (Socket, Address) {
  let listener = try Socket(family, .stream)
  try listener.bind(to: family == .ipv6 ? .ipv6(.loopback, port: 0) : .ipv4(.loopback, port: 0))
  try listener.listen(backlog: backlog)
  return (listener, try listener.localAddress)
}

/// An address at which nobody listens, nor anybody else can, as long as the socket that holds it lives.
func makeDeadEnd() throws -> (Socket, Address) {
  let holder = try Socket(.ipv4, .stream)
  try holder.bind(to: .ipv4(.loopback, port: 0))
  return (holder, try holder.localAddress)
}

/// Two connected ends of a stream over the network.
func makeConnection(_ family: Socket.Family = .ipv4) throws -> (client: Socket, server: Socket) {
  let (listener, address) = try makeListener(family)
  let client = try Socket(family, .stream)
  try client.connect(to: address)
  return (client, try listener.accept().connection)
}

/// A datagram socket on a port that the kernel chose, and its address.
func makeReceiver(_ family: Socket.Family = .ipv4) throws -> (Socket, Address) {
  let receiver = try Socket(family, .datagram)
  try receiver.bind(to: family == .ipv6 ? .ipv6(.loopback, port: 0) : .ipv4(.loopback, port: 0))
  return (receiver, try receiver.localAddress)
}

/// Sends until the kernel takes no more, so that the next byte would have to wait.
func fill(_ socket: Socket) throws {
  let timeout = socket.timeout
  socket.timeout = .zero
  defer { socket.timeout = timeout }
  let bytes = [UInt8](repeating: 7, count: 65536)
  do {
    while true { try socket.send(bytes) }
  } catch {
    guard error.code == .wouldBlock else { throw error }
  }
}

/// A body that may block, running on a thread of its own from now on.
///
/// Tasks wouldn't do: they share few threads, which the tests' own calls block.
struct Background<Value: Sendable> {
  private final class Outcome: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
  }

  private let outcome = Outcome()
  private let thread: pthread_t

  init(_ body: @escaping @Sendable () throws -> Value) {
    let outcome = outcome
    thread = startThread {
      let result = Result { try body() }
      outcome.result.withLock { $0 = result }
    }
  }

  /// Waits until the body has returned; to be asked for once.
  func value() throws -> Value {
    pthread_join(thread, nil)
    return try #require(outcome.result.withLock { $0 }).get()
  }
}

/// Starts a thread, which has to be joined or detached.
func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
  final class Work {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let work = Unmanaged.passRetained(Work(body)).toOpaque()
  let code = pthread_create(
    &thread, nil,
    { argument in
      if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
      return nil
    }, work)
  precondition(code == 0, "no thread could be started")
  return thread
}

/// Whether an error is one of the library's with a certain code.
func hasCode(_ code: ErrorCode) -> (any Error) -> Bool {
  { ($0 as? SocketError)?.code == code }
}
