import CSockets

extension Socket {
  /// How a single call sends or receives.
  public struct MessageFlags: OptionSet, Hashable, Sendable {
    /// The sum of the numbers that send(2) and recv(2) take.
    public let rawValue: CInt

    /// Makes flags of their numbers.
    public init(rawValue: CInt) {
      self.rawValue = rawValue
    }

    /// Receives without taking: the next call receives the same bytes.
    ///
    /// The corresponding C constant is `MSG_PEEK`.
    public static let peek = Self(rawValue: CInt(CSockets.MSG_PEEK))
    /// Sends or receives the one byte of TCP that may overtake others (tcp(7), "Sockets API").
    ///
    /// The corresponding C constant is `MSG_OOB`.
    public static let outOfBand = Self(rawValue: CInt(CSockets.MSG_OOB))
    /// Waits until the whole buffer of a stream is full, or the stream has ended.
    ///
    /// A signal or an error ends the waiting, too (recv(2)). A socket with a ``Socket/timeout`` doesn't wait
    /// for this flag; there is ``Socket/receive(exactly:)``, which waits on every socket.
    ///
    /// The corresponding C constant is `MSG_WAITALL`.
    public static let waitAll = Self(rawValue: CInt(CSockets.MSG_WAITALL))
    /// Sends to hosts on the same network only, without a router.
    ///
    /// The corresponding C constant is `MSG_DONTROUTE`.
    public static let dontRoute = Self(rawValue: CInt(CSockets.MSG_DONTROUTE))
  }
}
