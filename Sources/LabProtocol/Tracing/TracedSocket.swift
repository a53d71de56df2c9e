package import FoundationEssentials

/// A socket as it was when a call ended.
package struct TracedSocket: Codable, Hashable, Sendable {
  /// The number of its inode, the same in every process that has it, and no other socket's.
  package var id: UInt64
  package var kind: Kind
  /// Its own name, or `nil` if it has none.
  package var local: Endpoint?
  /// The name of the socket that it is connected to, or `nil` if there is none.
  package var remote: Endpoint?
  /// The other end of a connected Unix socket, or `nil` if the kernel doesn't tell it.
  package var peer: UInt64?

  package init(
    id: UInt64, kind: Kind, local: Endpoint? = nil, remote: Endpoint? = nil, peer: UInt64? = nil
  ) {
    self.id = id
    self.kind = kind
    self.local = local
    self.remote = remote
    self.peer = peer
  }

  package enum Kind: String, Codable, Hashable, Sendable {
    case tcp, udp, raw
    case unixStream, unixDatagram, unixSequencedPacket

    /// Whether it is of the family that needs no network.
    package var isUnix: Bool {
      switch self {
      case .unixStream, .unixDatagram, .unixSequencedPacket: true
      case .tcp, .udp, .raw: false
      }
    }

    /// Whether it has one other end, from which everything arrives in order.
    package var isConnectionOriented: Bool {
      switch self {
      case .tcp, .unixStream, .unixSequencedPacket: true
      case .udp, .raw, .unixDatagram: false
      }
    }
  }
}

/// What was sent or received.
package struct Payload: Codable, Hashable, Sendable {
  /// How many bytes there are.
  package var count: Int
  /// The first of them, at most ``longestPrefix``.
  package var prefix: Data

  /// What a picture has room for, and enough to tell datagrams from each other.
  package static let longestPrefix = 4096

  package init(count: Int, prefix: Data) {
    self.count = count
    self.prefix = prefix
  }
}
