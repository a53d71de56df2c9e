import CSockets

extension Socket.Kind {
  /// The number that socket(2) takes.
  var systemValue: CInt {
    let value =
      switch self {
      case .stream: CSockets.SOCK_STREAM
      case .datagram: CSockets.SOCK_DGRAM
      case .raw: CSockets.SOCK_RAW
      case .sequencedPacket: CSockets.SOCK_SEQPACKET
      }
    return CInt(value.rawValue)
  }
}
