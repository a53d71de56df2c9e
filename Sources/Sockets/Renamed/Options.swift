// swift-format-ignore-file: AlwaysUseLowerCamelCase

// The names of C's options, so that typing one of them gives the name that it has here.

extension Socket.Option where Value == Bool {
  /// Is called ``reuseAddress`` here.
  @available(*, unavailable, renamed: "reuseAddress")
  public static var SO_REUSEADDR: Self { .reuseAddress }

  /// Is called ``reusePort`` here.
  @available(*, unavailable, renamed: "reusePort")
  public static var SO_REUSEPORT: Self { .reusePort }

  /// Is called ``broadcast`` here.
  @available(*, unavailable, renamed: "broadcast")
  public static var SO_BROADCAST: Self { .broadcast }

  /// Is called ``keepAlive`` here.
  @available(*, unavailable, renamed: "keepAlive")
  public static var SO_KEEPALIVE: Self { .keepAlive }

  /// Is called ``noDelay`` here.
  @available(*, unavailable, renamed: "noDelay")
  public static var TCP_NODELAY: Self { .noDelay }

  /// Is called ``ipv6Only`` here.
  @available(*, unavailable, renamed: "ipv6Only")
  public static var IPV6_V6ONLY: Self { .ipv6Only }

  /// Is called ``multicastLoopback`` here.
  @available(*, unavailable, renamed: "multicastLoopback")
  public static var IP_MULTICAST_LOOP: Self { .multicastLoopback }

  /// Is called ``multicastLoopbackIPv6`` here.
  @available(*, unavailable, renamed: "multicastLoopbackIPv6")
  public static var IPV6_MULTICAST_LOOP: Self { .multicastLoopbackIPv6 }

  /// Is called ``multicastAll`` here.
  @available(*, unavailable, renamed: "multicastAll")
  public static var IP_MULTICAST_ALL: Self { .multicastAll }
}

extension Socket.Option where Value == Int {
  /// Is called ``sendBufferSize`` here.
  @available(*, unavailable, renamed: "sendBufferSize")
  public static var SO_SNDBUF: Self { .sendBufferSize }

  /// Is called ``receiveBufferSize`` here.
  @available(*, unavailable, renamed: "receiveBufferSize")
  public static var SO_RCVBUF: Self { .receiveBufferSize }

  /// Is called ``timeToLive`` here.
  @available(*, unavailable, renamed: "timeToLive")
  public static var IP_TTL: Self { .timeToLive }

  /// Is called ``hops`` here.
  @available(*, unavailable, renamed: "hops")
  public static var IPV6_UNICAST_HOPS: Self { .hops }

  /// Is called ``multicastTimeToLive`` here.
  @available(*, unavailable, renamed: "multicastTimeToLive")
  public static var IP_MULTICAST_TTL: Self { .multicastTimeToLive }

  /// Is called ``multicastHops`` here.
  @available(*, unavailable, renamed: "multicastHops")
  public static var IPV6_MULTICAST_HOPS: Self { .multicastHops }
}

extension Socket.Option where Value == IPv4Address {
  /// Is called ``multicastInterface`` here.
  @available(*, unavailable, renamed: "multicastInterface")
  public static var IP_MULTICAST_IF: Self { .multicastInterface }
}

extension Socket.Option where Value == Interface {
  /// Is called ``multicastInterfaceIPv6`` here.
  @available(*, unavailable, renamed: "multicastInterfaceIPv6")
  public static var IPV6_MULTICAST_IF: Self { .multicastInterfaceIPv6 }
}

extension Socket.Option where Value == Duration? {
  /// Is called ``linger`` here.
  @available(*, unavailable, renamed: "linger")
  public static var SO_LINGER: Self { .linger }
}

extension Socket.ReadOnlyOption where Value == ErrorCode? {
  /// Is called ``pendingError`` here.
  @available(*, unavailable, renamed: "pendingError")
  public static var SO_ERROR: Self { .pendingError }
}

extension Socket.ReadOnlyOption where Value == Bool {
  /// Is called ``isListening`` here.
  @available(*, unavailable, renamed: "isListening")
  public static var SO_ACCEPTCONN: Self { .isListening }
}
