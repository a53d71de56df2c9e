// swift-format-ignore-file: AlwaysUseLowerCamelCase

// The names of C's functions, and those of Python's methods where they differ, so that typing one of them
// gives the name that it has here.

/// Is ``Socket/init(_:_:_:)`` here.
@available(*, unavailable, renamed: "Socket.init(_:_:_:)")
public func socket(_ arguments: Any...) {}

/// Is ``Socket/pair(_:)`` here.
@available(*, unavailable, renamed: "Socket.pair(_:)")
public func socketpair(_ arguments: Any...) {}

/// Is ``Socket/bind(to:)`` here.
@available(*, unavailable, renamed: "Socket.bind(to:)")
public func bind(_ arguments: Any...) {}

/// Is ``Socket/listen(backlog:)`` here.
@available(*, unavailable, renamed: "Socket.listen(backlog:)")
public func listen(_ arguments: Any...) {}

/// Is ``Socket/accept()`` here.
@available(*, unavailable, renamed: "Socket.accept()")
public func accept(_ arguments: Any...) {}

/// Is ``Socket/connect(to:)`` here.
@available(*, unavailable, renamed: "Socket.connect(to:)")
public func connect(_ arguments: Any...) {}

/// Is ``Socket/shutdown(_:)`` here.
@available(*, unavailable, renamed: "Socket.shutdown(_:)")
public func shutdown(_ arguments: Any...) {}

/// Is ``Socket/send(_:flags:)`` here.
@available(*, unavailable, renamed: "Socket.send(_:flags:)")
public func send(_ arguments: Any...) {}

/// Is ``Socket/send(_:to:flags:)`` here.
@available(*, unavailable, renamed: "Socket.send(_:to:flags:)")
public func sendto(_ arguments: Any...) {}

/// Is ``Socket/receive(upTo:flags:)`` here.
@available(*, unavailable, renamed: "Socket.receive(upTo:flags:)")
public func recv(_ arguments: Any...) {}

/// Is ``Socket/receiveDatagram(upTo:flags:)`` here.
@available(*, unavailable, renamed: "Socket.receiveDatagram(upTo:flags:)")
public func recvfrom(_ arguments: Any...) {}

/// Is ``Socket/localAddress`` here.
@available(*, unavailable, renamed: "Socket.localAddress")
public func getsockname(_ arguments: Any...) {}

/// Is ``Socket/peerAddress`` here.
@available(*, unavailable, renamed: "Socket.peerAddress")
public func getpeername(_ arguments: Any...) {}

/// Is ``Socket/set(_:to:)`` here.
@available(*, unavailable, renamed: "Socket.set(_:to:)")
public func setsockopt(_ arguments: Any...) {}

/// Is ``Socket/get(_:)`` here.
@available(*, unavailable, renamed: "Socket.get(_:)")
public func getsockopt(_ arguments: Any...) {}

/// Is ``Socket/poll(_:timeout:)`` here.
@available(*, unavailable, renamed: "Socket.poll(_:timeout:)")
public func poll(_ arguments: Any...) {}

/// Is ``Socket/poll(_:timeout:)`` here.
@available(*, unavailable, renamed: "Socket.poll(_:timeout:)")
public func select(_ arguments: Any...) {}

/// Is ``HostEntry/localName`` here.
@available(*, unavailable, renamed: "HostEntry.localName")
public func gethostname(_ arguments: Any...) {}

/// Is ``HostEntry/init(named:)`` here.
@available(*, unavailable, renamed: "HostEntry.init(named:)")
public func gethostbyname(_ arguments: Any...) {}

/// Is ``HostEntry/init(at:)`` here.
@available(*, unavailable, renamed: "HostEntry.init(at:)")
public func gethostbyaddr(_ arguments: Any...) {}

/// Is ``Service/init(named:over:)`` here.
@available(*, unavailable, renamed: "Service.init(named:over:)")
public func getservbyname(_ arguments: Any...) {}

/// Is ``Service/init(at:over:)`` here.
@available(*, unavailable, renamed: "Service.init(at:over:)")
public func getservbyport(_ arguments: Any...) {}

/// Is ``Socket/Transport.init(named:)`` here.
@available(*, unavailable, renamed: "Socket.Transport.init(named:)")
public func getprotobyname(_ arguments: Any...) {}

/// Is ``Endpoint/resolve(_:service:family:kind:transport:flags:)`` here.
@available(*, unavailable, renamed: "Endpoint.resolve(_:service:family:kind:transport:flags:)")
public func getaddrinfo(_ arguments: Any...) {}

/// Is ``Address/names(flags:)`` here.
@available(*, unavailable, renamed: "Address.names(flags:)")
public func getnameinfo(_ arguments: Any...) {}

/// Is ``Interface/init(named:)`` here.
@available(*, unavailable, renamed: "Interface.init(named:)")
public func if_nametoindex(_ arguments: Any...) {}

/// Is ``Interface/name`` here.
@available(*, unavailable, renamed: "Interface.name")
public func if_indextoname(_ arguments: Any...) {}

/// Is ``Interface/addresses`` here.
@available(*, unavailable, renamed: "Interface.addresses")
public func getifaddrs(_ arguments: Any...) {}

/// Is ``IPv4Address/init(_:)`` here.
@available(*, unavailable, renamed: "IPv4Address.init(_:)")
public func inet_pton(_ arguments: Any...) {}

/// Is ``IPv4Address/init(permissive:)`` here.
@available(*, unavailable, renamed: "IPv4Address.init(permissive:)")
public func inet_aton(_ arguments: Any...) {}

/// Is ``IPv4Address/description`` here.
@available(*, unavailable, renamed: "IPv4Address.description")
public func inet_ntop(_ arguments: Any...) {}

extension Socket {
  /// Is ``receive(upTo:flags:)`` here.
  @available(*, unavailable, renamed: "receive(upTo:flags:)")
  public func recv(_ arguments: Any...) {}

  /// Is ``receive(into:flags:)`` here.
  @available(*, unavailable, renamed: "receive(into:flags:)")
  public func recv_into(_ arguments: Any...) {}

  /// Is ``receiveDatagram(upTo:flags:)`` here.
  @available(*, unavailable, renamed: "receiveDatagram(upTo:flags:)")
  public func recvfrom(_ arguments: Any...) {}

  /// Is ``sendAll(_:)`` here.
  @available(*, unavailable, renamed: "sendAll(_:)")
  public func sendall(_ arguments: Any...) {}

  /// Is ``send(_:to:flags:)`` here.
  @available(*, unavailable, renamed: "send(_:to:flags:)")
  public func sendto(_ arguments: Any...) {}

  /// Is ``localAddress`` here.
  @available(*, unavailable, renamed: "localAddress")
  public func getsockname(_ arguments: Any...) {}

  /// Is ``peerAddress`` here.
  @available(*, unavailable, renamed: "peerAddress")
  public func getpeername(_ arguments: Any...) {}

  /// Is ``set(_:to:)`` here.
  @available(*, unavailable, renamed: "set(_:to:)")
  public func setsockopt(_ arguments: Any...) {}

  /// Is ``get(_:)`` here.
  @available(*, unavailable, renamed: "get(_:)")
  public func getsockopt(_ arguments: Any...) {}

  /// Is ``timeout`` here.
  @available(*, unavailable, renamed: "timeout")
  public func settimeout(_ arguments: Any...) {}

  /// Is ``timeout`` here.
  @available(*, unavailable, renamed: "timeout")
  public func gettimeout(_ arguments: Any...) {}

  /// Is ``timeout`` here.
  @available(*, unavailable, renamed: "timeout")
  public func setblocking(_ arguments: Any...) {}

  /// Is ``descriptor`` here.
  @available(*, unavailable, renamed: "descriptor")
  public func fileno(_ arguments: Any...) {}

  /// Is ``duplicate()`` here.
  @available(*, unavailable, renamed: "duplicate()")
  public func dup(_ arguments: Any...) {}

  /// Is ``pair(_:)`` here.
  @available(*, unavailable, renamed: "pair(_:)")
  public static func socketpair(_ arguments: Any...) {}

  /// Is ``server(at:backlog:reusePort:dualStack:)`` here.
  @available(*, unavailable, renamed: "server(at:backlog:reusePort:dualStack:)")
  public static func create_server(_ arguments: Any...) {}

  /// Is ``connected(to:port:timeout:from:)`` here.
  @available(*, unavailable, renamed: "connected(to:port:timeout:from:)")
  public static func create_connection(_ arguments: Any...) {}
}

extension BinaryFormat {
  /// Is ``size`` here.
  @available(*, unavailable, renamed: "size")
  public func calcsize() {}

  /// Is ``pack(_:into:at:)`` here.
  @available(*, unavailable, renamed: "pack(_:into:at:)")
  public func pack_into(_ arguments: Any...) {}

  /// Is ``values(in:at:)`` here.
  @available(*, unavailable, renamed: "values(in:at:)")
  public func unpack_from(_ arguments: Any...) {}

  /// Is ``values(inEach:)`` here.
  @available(*, unavailable, renamed: "values(inEach:)")
  public func iter_unpack(_ arguments: Any...) {}
}
