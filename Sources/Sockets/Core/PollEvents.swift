import CSockets

extension Socket {
  /// What a socket can be ready for.
  public struct PollEvents: OptionSet, Hashable, Sendable {
    /// The sum of the numbers that poll(2) takes.
    public let rawValue: Int16

    /// Makes events of their numbers.
    public init(rawValue: Int16) {
      self.rawValue = rawValue
    }

    /// To receive, or to accept, without waiting; the end of the stream counts.
    ///
    /// What is there may be gone before it is taken, where another thread takes it, too (accept(2), "NOTES").
    ///
    /// The corresponding C constant is `POLLIN`.
    public static let reading = Self(rawValue: Int16(CSockets.POLLIN))
    /// To send something without waiting; a connection that was made, or failed, counts.
    ///
    /// To send more than there is room for waits all the same on a socket without a ``Socket/timeout``
    /// (poll(2)).
    ///
    /// The corresponding C constant is `POLLOUT`.
    public static let writing = Self(rawValue: Int16(CSockets.POLLOUT))
    /// To receive an out-of-band byte.
    ///
    /// The corresponding C constant is `POLLPRI`.
    public static let outOfBand = Self(rawValue: Int16(CSockets.POLLPRI))
    /// Both directions have ended, or never began; only ever an answer.
    ///
    /// The corresponding C constant is `POLLHUP`.
    public static let hangUp = Self(rawValue: Int16(CSockets.POLLHUP))
    /// ``ReadOnlyOption/pendingError`` has something to tell; only ever an answer.
    ///
    /// The corresponding C constant is `POLLERR`.
    public static let error = Self(rawValue: Int16(CSockets.POLLERR))
  }
}
