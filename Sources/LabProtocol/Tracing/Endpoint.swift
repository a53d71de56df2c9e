/// One end of a connection or of a datagram's way, as calls and packets name it.
package enum Endpoint: Codable, Hashable, Sendable {
  /// A host, and a port if its protocol has ports.
  case ip(IPAddress, port: UInt16?)
  /// A Unix socket's file.
  case path(String)
  /// A Unix socket's name that is no file (unix(7), "abstract").
  case abstract(String)

  /// The IP address, or `nil` for a Unix socket.
  package var address: IPAddress? {
    if case .ip(let address, _) = self { address } else { nil }
  }

  /// The port, or `nil` if there is none.
  package var port: UInt16? {
    if case .ip(_, let port) = self { port } else { nil }
  }

  /// The same host with another port; a Unix socket stays the same.
  package func replacingPort(with port: UInt16) -> Endpoint {
    if case .ip(let address, _?) = self { .ip(address, port: port) } else { self }
  }
}

extension Endpoint: CustomStringConvertible {
  /// The endpoint as people write it: `127.0.0.1:10000`, `[::1]:10000`, `./socket_file`, `@abstract`.
  package var description: String {
    switch self {
    case .ip(let address, let port):
      (address.isVersion6 ? "[\(address)]" : "\(address)") + (port.map { ":\($0)" } ?? "")
    case .path(let path): path
    case .abstract(let name): "@" + name
    }
  }

  /// Reads an address and a port as ss(8), netstat(8) and ``description`` print them, without a zone.
  ///
  /// Returns `nil` if the text is anything else, such as `0.0.0.0:*`.
  package init?(printed text: String) {
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    let host = text[..<colon].drop { $0 == "[" }.prefix { $0 != "]" && $0 != "%" }
    guard let address = IPAddress(String(host)) else { return nil }
    self = .ip(address, port: port)
  }
}
