/// An answer of the preview server.
struct PreviewResponse: Hashable {
  var status: Int
  /// The media type, such as `text/css`.
  var type: String
  var body: [UInt8]

  init(status: Int = 200, type: String, body: [UInt8]) {
    self.status = status
    self.type = type
    self.body = body
  }

  init(_ refusal: PreviewRequest.Refusal) {
    self.init(
      status: refusal.status, type: "text/plain; charset=utf-8",
      body: Array("\(refusal.status) \(refusal.reason)\n".utf8))
  }

  /// Writes the answer as it is sent.
  ///
  /// - Parameter isHead: Whether the body is left out.
  /// - Returns: The head with the length of the body, and the body.
  func bytes(isHead: Bool) -> [UInt8] {
    // Where there is no body, its length isn't told either (RFC 9110, section 8.6).
    let length = status == 204 ? "" : "Content-Length: \(body.count)\r\n"
    let allow = status == 405 ? "Allow: GET, HEAD\r\n" : ""
    // Nothing is kept, as everything changes; and no other site may put it into its pages.
    let head = """
      HTTP/1.1 \(status) \(phrase)\r
      Content-Type: \(type)\r
      \(length)Cache-Control: no-store\r
      X-Content-Type-Options: nosniff\r
      Cross-Origin-Resource-Policy: same-origin\r
      \(allow)Connection: close\r
      \r

      """
    return Array(head.utf8) + (isHead ? [] : body)
  }

  private var phrase: String {
    switch status {
    case 200: "OK"
    case 204: "No Content"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 421: "Misdirected Request"
    case 431: "Request Header Fields Too Large"
    case 505: "HTTP Version Not Supported"
    default: "Status"
    }
  }
}

extension PreviewResponse {
  /// The media type of a file, by its name.
  static func type(ofFile name: String) -> String {
    switch name.split(separator: ".").last?.lowercased() {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "jpg", "jpeg": "image/jpeg"
    case "gif": "image/gif"
    case "webp": "image/webp"
    case "txt", "md", "swift", "py": "text/plain; charset=utf-8"
    default: "application/octet-stream"
    }
  }
}
