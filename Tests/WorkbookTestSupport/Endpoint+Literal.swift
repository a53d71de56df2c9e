package import LabProtocol

extension Endpoint: ExpressibleByStringLiteral {
  /// Makes an endpoint of a literal such as `127.0.0.1:10000`, `127.0.0.1`, `@abstract` or `./socket_file`.
  package init(stringLiteral text: String) {
    if let endpoint = Endpoint(printed: text) {
      self = endpoint
    } else if let address = IPAddress(text) {
      self = .ip(address, port: nil)
    } else {
      self = text.hasPrefix("@") ? .abstract(String(text.dropFirst())) : .path(text)
    }
  }
}
