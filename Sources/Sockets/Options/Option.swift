import CSockets

extension Socket {
  /// An option that can be set and asked for, with the type of its value.
  ///
  /// ```swift
  /// try socket.set(.reuseAddress, to: true)
  /// let size = try socket.get(.receiveBufferSize)
  /// ```
  ///
  /// Options that this library doesn't name can be made, where their C type is `int`:
  ///
  /// ```swift
  /// let quickAck = Socket.Option<Bool>(level: 6, name: 12, label: "TCP_QUICKACK")
  /// ```
  public struct Option<Value: Sendable>: Sendable {
    /// The option as one that can be asked for.
    public let reading: ReadOnlyOption<Value>

    /// Sets the option of a descriptor; `nil` where the C type can't hold the value.
    let write: @Sendable (CInt, Value) -> CInt?

    /// Makes an option from how its value crosses into C and back.
    ///
    /// - Parameters:
    ///   - level: The first number of setsockopt(2).
    ///   - name: The second number.
    ///   - label: The name of the second number.
    ///   - raw: Gives the C value, or `nil` where there is none for it.
    ///   - value: Reads the C value.
    init<Raw: BitwiseCopyable>(
      level: CInt, name: CInt, label: StaticString,
      raw: @escaping @Sendable (Value) -> Raw?, value: @escaping @Sendable (Raw) -> Value
    ) {
      reading = ReadOnlyOption(level: level, name: name, label: label, value: value)
      write = { descriptor, value in
        raw(value).map { raw in
          withUnsafePointer(to: raw) {
            CSockets.setsockopt(descriptor, level, name, $0, socklen_t(MemoryLayout<Raw>.size))
          }
        }
      }
    }
  }

  /// An option that can only be asked for, with the type of its value.
  public struct ReadOnlyOption<Value: Sendable>: Sendable {
    /// What the option is called in C, for the error.
    let label: StaticString

    /// Asks a descriptor; `nil` on failure.
    let read: @Sendable (CInt) -> Value?

    init<Raw: BitwiseCopyable>(
      level: CInt, name: CInt, label: StaticString, value: @escaping @Sendable (Raw) -> Value
    ) {
      self.label = label
      read = { descriptor in
        withUnsafeTemporaryAllocation(of: Raw.self, capacity: 1) { raw in
          // A kernel that writes less than the C type leaves the rest zero.
          UnsafeMutableRawBufferPointer(raw).initializeMemory(as: UInt8.self, repeating: 0)
          var length = socklen_t(MemoryLayout<Raw>.size)
          let result = CSockets.getsockopt(descriptor, level, name, raw.baseAddress, &length)
          return result == 0 ? value(raw[0]) : nil
        }
      }
    }
  }

  /// Sets an option.
  ///
  /// The corresponding C function is `setsockopt`.
  ///
  /// - Parameters:
  ///   - option: Which one.
  ///   - value: Its new value.
  /// - Throws: ``SocketError`` with the option as its subject: with ``ErrorCode/optionNotSupported`` or, of
  ///   Unix sockets, ``ErrorCode/operationNotSupported`` where this socket has none such, and with
  ///   ``ErrorCode/invalidArgument`` for a value that it can't have.
  public func set<Value>(_ option: Option<Value>, to value: Value) throws(SocketError) {
    let label = option.reading.label
    try borrowDescriptor("setsockopt", label.description) { (descriptor) throws(SocketError) in
      let result = option.write(descriptor, value)
      guard result == 0 else {
        throw SocketError(
          call: "setsockopt", subject: label.description,
          code: result == nil ? .invalidArgument : .current)
      }
    }
  }

  /// Asks for the value of an option.
  ///
  /// The corresponding C function is `getsockopt`.
  ///
  /// - Throws: ``SocketError`` with the option as its subject, with ``ErrorCode/optionNotSupported`` or, of
  ///   Unix sockets, ``ErrorCode/operationNotSupported`` where this socket has none such.
  public func get<Value>(_ option: Option<Value>) throws(SocketError) -> Value {
    try get(option.reading)
  }

  /// Asks for the value of an option that can only be asked for.
  ///
  /// - Throws: ``SocketError`` as ``get(_:)-(Socket.Option<Value>)`` does.
  public func get<Value>(_ option: ReadOnlyOption<Value>) throws(SocketError) -> Value {
    try borrowDescriptor("getsockopt", option.label.description) {
      (descriptor) throws(SocketError) in
      guard let value = option.read(descriptor) else {
        throw SocketError(call: "getsockopt", subject: option.label.description, code: .current)
      }
      return value
    }
  }
}

extension Socket.Option where Value == Bool {
  /// Makes an option that is on or off, an `int` in C.
  public init(level: CInt, name: CInt, label: StaticString) {
    self.init(level: level, name: name, label: label) {
      $0 ? 1 : 0
    } value: { (raw: CInt) in
      raw != 0
    }
  }
}

extension Socket.Option where Value == Int {
  /// Makes an option that is a number, an `int` in C.
  public init(level: CInt, name: CInt, label: StaticString) {
    self.init(level: level, name: name, label: label) {
      CInt(exactly: $0)
    } value: { (raw: CInt) in
      Int(raw)
    }
  }
}
