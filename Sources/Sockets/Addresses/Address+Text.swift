extension Address: CustomStringConvertible {
  /// The address as people write it.
  ///
  /// `127.0.0.1:10000`, `[::1]:10000`, `[fe80::1%eth0]:10000` (RFC 4007, section 11), the path, `@` and
  /// the name of an abstract address, or nothing for ``unnamed``. Bytes of a path or a name that don't
  /// print are written like `\x00`.
  public var description: String {
    switch self {
    case .ipv4(let host, let port):
      "\(host):\(port)"
    case .ipv6(let host, let port, _, let scope):
      scope == .any ? "[\(host)]:\(port)" : "[\(host)%\(scope)]:\(port)"
    case .unix(let path):
      printable(path)
    case .abstract(let name):
      "@" + printable(name)
    case .unnamed:
      ""
    }
  }

  /// Reads an address as people write it, and as ``description`` prints it.
  ///
  /// `127.0.0.1:10000`; `[::1]:10000`, with a scope as in `[fe80::1%eth0]:10000` or `%2`; a path, which
  /// has to hold a slash, as in `./socket_file`; `@name` for an abstract address. Names of hosts are for
  /// ``Endpoint/resolve(_:service:family:kind:transport:flags:)``.
  ///
  /// `nil` is the answer to anything else, to a port over 65535, to a path or name over 107 bytes, and
  /// to a scope that is no interface of this host.
  public init?(_ text: String) {
    if text.hasPrefix("@") {
      let name = Array(text.utf8.dropFirst())
      guard name.count <= Platform.longestUnixPath else { return nil }
      self = .abstract(name: name)
    } else if text.utf8.contains(UInt8(ascii: "/")), !text.hasPrefix("[") {
      let path = Array(text.utf8)
      guard path.count <= Platform.longestUnixPath, !path.contains(0) else { return nil }
      self = .unix(path: path)
    } else if let (host, port) = Self.splitPort(text) {
      if host.hasPrefix("["), host.hasSuffix("]") {
        self.init(bracketed: host.dropFirst().dropLast(), port: port)
      } else {
        guard let host = IPv4Address(String(host)) else { return nil }
        self = .ipv4(host, port: port)
      }
    } else {
      return nil
    }
  }

  private init?(bracketed text: Substring, port: UInt16) {
    let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
    guard let host = parts.first.flatMap({ IPv6Address(String($0)) }) else { return nil }
    guard parts.count == 2 else {
      self = .ipv6(host, port: port)
      return
    }
    let zone = String(parts[1])
    if let interface = try? Interface(named: zone) {
      self = .ipv6(host, port: port, scope: interface)
    } else if let index: UInt32 = number(zone), index != 0 {
      self = .ipv6(host, port: port, scope: Interface(index: index))
    } else {
      return nil
    }
  }

  private static func splitPort(_ text: String) -> (host: Substring, port: UInt16)? {
    guard let colon = text.lastIndex(of: ":"),
      let port: UInt16 = number(text[text.index(after: colon)...])
    else { return nil }
    return (text[..<colon], port)
  }
}

/// Reads decimal digits and nothing else; `UInt16("+1")` would be 1.
private func number<Number: FixedWidthInteger>(_ text: some StringProtocol) -> Number? {
  text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    ? Number(text) : nil
}
