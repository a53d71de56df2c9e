import CSockets
import Synchronization

/// One end of a conversation between two programs.
///
/// ```swift
/// let socket = try Socket(.ipv4, .stream)
/// try socket.connect(to: .ipv4(.loopback, port: 10000))
/// try socket.sendAll("Hello?")
/// let answer = try socket.receive(upTo: 100)
/// socket.close()
/// ```
///
/// A method is one system call, or one loop around it that its documentation describes. What differs
/// from the C function is the same for all of them:
///
/// - A call that fails throws a ``SocketError``.
/// - A call that a signal interrupts is made again (signal(7)), or for ``connect(to:)`` waited for, with what
///   is left of its time.
/// - A call waits as long as ``timeout`` says.
/// - Descriptors aren't passed on to programs that this one starts (`FD_CLOEXEC`).
/// - Sending to a peer that is gone is an error, never the signal `SIGPIPE`.
///
/// A socket is closed by ``close()``, or when the last reference to it goes away; an optimised program
/// may let go of a reference right after its last use, so a socket that must stay open to the end of a
/// scope is best closed by `defer { socket.close() }`.
///
/// Threads may share a socket. To close it doesn't wake a thread that waits in it; ``shutdown(_:)``
/// does.
public final class Socket: Sendable {
  /// What addresses look like, and which network carries the bytes.
  public let family: Family

  /// How bytes are carried.
  public let kind: Kind

  private let handle: Descriptor

  /// The timeout in nanoseconds, or -1 for none.
  private let timeLimit: Atomic<Int64>

  private init(owning descriptor: CInt, _ family: Family, _ kind: Kind, timeLimit: Int64 = -1) {
    self.family = family
    self.kind = kind
    self.handle = Descriptor(owning: descriptor)
    self.timeLimit = Atomic(timeLimit)
  }

  deinit {
    handle.close()
  }

  // MARK: Making and ending

  /// Makes a socket that has no address and no peer yet.
  ///
  /// The corresponding C function is `socket`.
  ///
  /// - Parameters:
  ///   - family: What addresses look like.
  ///   - kind: How bytes are carried.
  ///   - transport: The protocol, where family and kind leave a choice.
  /// - Throws: ``SocketError`` with ``ErrorCode/tooManyOpenFiles``; with ``ErrorCode/notPermitted`` for
  ///   a raw socket, which takes root or `CAP_NET_RAW` (raw(7)); or with a code such as
  ///   ``ErrorCode/protocolNotSupported`` for what the kernel doesn't have.
  public convenience init(
    _ family: Family, _ kind: Kind, _ transport: Transport = .automatic
  ) throws(SocketError) {
    let descriptor = try systemCall("socket", "\(family), \(kind)") {
      Platform.socket(family.systemValue, kind.systemValue, transport.rawValue)
    }
    self.init(owning: descriptor, family, kind)
  }

  /// Takes over a socket that another library, or the program that started this one, has made.
  ///
  /// From now on this object closes it, and it isn't passed on to other programs. Its ``timeout`` is
  /// zero where it is non-blocking, else `nil`. The corresponding C function is `getsockopt`.
  ///
  /// - Parameter descriptor: The kernel's number for the socket.
  /// - Throws: ``SocketError`` with ``ErrorCode/badDescriptor`` or ``ErrorCode/notSocket``, or with
  ///   ``ErrorCode/familyNotSupported`` for a family or a kind that this library doesn't have. The
  ///   descriptor then stays the caller's.
  public convenience init(adopting descriptor: CInt) throws(SocketError) {
    func option(_ name: CInt, _ label: String) throws(SocketError) -> CInt {
      var value: CInt = 0
      var length = socklen_t(MemoryLayout<CInt>.size)
      try systemCall("getsockopt", label) {
        CSockets.getsockopt(descriptor, SOL_SOCKET, name, &value, &length)
      }
      return value
    }
    let kind = try option(SO_TYPE, "SO_TYPE")
    let family = try option(SO_DOMAIN, "SO_DOMAIN")
    guard let family = Family.allCases.first(where: { $0.systemValue == family }),
      let kind = Kind.allCases.first(where: { $0.systemValue == kind })
    else {
      throw SocketError(call: "getsockopt", subject: "SO_DOMAIN", code: .familyNotSupported)
    }
    let flags = try systemCall("fcntl", "F_GETFL") { csockets_fcntl(descriptor, F_GETFL, 0) }
    try systemCall("fcntl", "F_SETFD") { csockets_fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    self.init(owning: descriptor, family, kind, timeLimit: flags & O_NONBLOCK == 0 ? -1 : 0)
  }

  /// Makes two Unix sockets that are connected to each other and have no names.
  ///
  /// The corresponding C function is `socketpair`.
  ///
  /// - Parameter kind: Streams, unless said otherwise. This family has no raw sockets (unix(7)); Linux makes
  ///   datagram sockets of those.
  /// - Returns: The two ends.
  /// - Throws: ``SocketError`` with ``ErrorCode/tooManyOpenFiles``.
  public static func pair(_ kind: Kind = .stream) throws(SocketError) -> (Socket, Socket) {
    var descriptors: [CInt] = [-1, -1]
    try systemCall("socketpair", "\(kind)") { Platform.pair(kind.systemValue, &descriptors) }
    return (
      Socket(owning: descriptors[0], .unix, kind), Socket(owning: descriptors[1], .unix, kind)
    )
  }

  /// Makes a second object for the same end of the conversation.
  ///
  /// The two are closed one by one; the peer notices when both are. The corresponding C function is
  /// `dup`, as `fcntl` with `F_DUPFD_CLOEXEC`.
  ///
  /// - Returns: A socket with another descriptor and the same ``timeout``. Whether calls wait is kept by
  ///   the kernel for both at once, so changing the timeout of one between `nil` and anything else
  ///   changes what the other does while it is waited for (fcntl(2), "File status flags").
  /// - Throws: ``SocketError`` with ``ErrorCode/tooManyOpenFiles`` or ``ErrorCode/badDescriptor``.
  public func duplicate() throws(SocketError) -> Socket {
    let copy = try call("dup") { csockets_fcntl($0, F_DUPFD_CLOEXEC, 0) }
    return Socket(
      owning: copy, family, kind, timeLimit: timeLimit.load(ordering: .relaxed))
  }

  /// Gives the descriptor back to the kernel.
  ///
  /// The peer sees the end of what was sent; where bytes from the peer haven't been received yet,
  /// it sees a reset instead (RFC 2525, section 2.17). Closing twice does nothing, and never closes a
  /// descriptor that got the same number meanwhile. A call that is under way in another thread is
  /// finished first. The corresponding C function is `close`.
  public func close() {
    handle.close()
  }

  /// Gives the descriptor to the caller, who has to close it; this object is closed from now on.
  ///
  /// - Returns: The descriptor, or -1 where the socket was closed before.
  public func detach() -> CInt {
    handle.detach()
  }

  /// The kernel's number for this socket, or -1 once it is closed.
  public var descriptor: CInt { handle.number }

  // MARK: Calling

  /// How long a call on this socket may wait.
  ///
  /// With `nil`, which it is at first, calls wait for ever. With `.zero` they never wait, and throw
  /// ``ErrorCode/wouldBlock`` (for ``connect(to:)``, ``ErrorCode/inProgress``) instead. With any other
  /// duration they wait that long, and then throw ``ErrorCode/timedOut``. A loop of calls, such as
  /// ``sendAll(_:)-(Collection<UInt8>)``, waits that long as a whole. The kernel counts milliseconds; shorter
  /// times are rounded up.
  ///
  /// A negative duration is a mistake that stops the program. On a closed socket the timeout can be set
  /// and has no effect. The corresponding C functions are `fcntl` with `O_NONBLOCK`, and `poll`.
  public var timeout: Duration? {
    get {
      let nanoseconds = timeLimit.load(ordering: .relaxed)
      return nanoseconds < 0 ? nil : .nanoseconds(nanoseconds)
    }
    set {
      precondition(newValue.map { $0 >= .zero } ?? true, "a timeout can't be negative")
      timeLimit.store(newValue.map(wholeNanoseconds) ?? -1, ordering: .relaxed)
      guard let descriptor = handle.enter() else { return }
      defer { handle.leave() }
      // On an open socket neither of these can fail (fcntl(2), ERRORS).
      let flags = csockets_fcntl(descriptor, F_GETFL, 0)
      let wanted = newValue == nil ? flags & ~O_NONBLOCK : flags | O_NONBLOCK
      if flags != wanted { _ = csockets_fcntl(descriptor, F_SETFL, wanted) }
    }
  }

  /// Makes a call on this socket that never waits.
  ///
  /// - Throws: ``SocketError`` with the given name and subject, with ``ErrorCode/badDescriptor`` where
  ///   the socket is closed.
  @discardableResult
  func call<Result: SignedInteger>(
    _ name: StaticString, _ subject: @autoclosure () -> String? = nil, _ body: (CInt) -> Result
  ) throws(SocketError) -> Result {
    try borrowDescriptor(name, subject()) { (descriptor) throws(SocketError) in
      try systemCall(name, subject()) { body(descriptor) }
    }
  }

  /// Makes a call on this socket, and waits until it can be done where it can't be done at once.
  ///
  /// - Parameters:
  ///   - name: The C function, for the error.
  ///   - subject: What it is about, for the error.
  ///   - events: What to wait for, as poll(2) calls it.
  ///   - deadline: When to give up; the socket's ``timeout`` from now on, unless said otherwise.
  ///   - body: Makes the call; -1 with `EAGAIN` says that it can't be done at once.
  /// - Returns: What the call answered.
  /// - Throws: ``SocketError`` as ``call(_:_:_:)`` does, and with ``ErrorCode/wouldBlock`` or
  ///   ``ErrorCode/timedOut``.
  @inline(__always)
  func call<Result: SignedInteger>(
    _ name: StaticString, _ subject: @autoclosure () -> String? = nil,
    waitingFor events: PollEvents, until deadline: Deadline? = nil, _ body: (CInt) -> Result
  ) throws(SocketError) -> Result {
    guard let descriptor = handle.enter() else {
      throw SocketError(call: name.description, subject: subject(), code: .badDescriptor)
    }
    defer { handle.leave() }
    let deadline = deadline ?? self.deadline
    while true {
      let result = body(descriptor)
      if result != -1 { return result }
      let code = ErrorCode.current
      if code == .interrupted { continue }
      guard code == .wouldBlock, !deadline.isNow else {
        throw SocketError(call: name.description, subject: subject(), code: code)
      }
      var waiting = pollfd(fd: descriptor, events: events.rawValue, revents: 0)
      guard try waitUntilReady(&waiting, until: deadline) > 0 else {
        throw SocketError(call: name.description, subject: subject(), code: .timedOut)
      }
    }
  }

  /// Lends the descriptor for the time of a call.
  func borrowDescriptor<Result>(
    _ name: StaticString, _ subject: @autoclosure () -> String? = nil,
    _ body: (CInt) throws(SocketError) -> Result
  ) throws(SocketError) -> Result {
    guard let descriptor = handle.enter() else {
      throw SocketError(call: name.description, subject: subject(), code: .badDescriptor)
    }
    defer { handle.leave() }
    return try body(descriptor)
  }

  /// Lends the descriptor until ``endBorrowing()``.
  func beginBorrowing(_ name: StaticString) throws(SocketError) -> CInt {
    guard let descriptor = handle.enter() else {
      throw SocketError(call: name.description, code: .badDescriptor)
    }
    return descriptor
  }

  func endBorrowing() {
    handle.leave()
  }

  /// When a call that begins now has to give up.
  var deadline: Deadline { Deadline(after: timeout) }

  /// Makes the object for a connection that was accepted.
  func accepted(_ descriptor: CInt) -> Socket {
    Socket(owning: descriptor, family, kind)
  }
}

/// The nanoseconds of a duration that isn't negative: rounded up, so that a short time isn't none, and at
/// most 292 years.
private func wholeNanoseconds(_ duration: Duration) -> Int64 {
  let (seconds, attoseconds) = duration.components
  let (whole, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
  let rest = (attoseconds + 999_999_999) / 1_000_000_000
  let (sum, overflows) = whole.addingReportingOverflow(rest)
  return isTooLarge || overflows ? .max : sum
}

extension Socket: Hashable {
  /// Sockets are equal when they are the same object; a duplicate is another one.
  public static func == (left: Socket, right: Socket) -> Bool { left === right }

  /// Hashes the identity of the object.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(self))
  }
}
