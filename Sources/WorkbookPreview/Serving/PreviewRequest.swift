/// What a browser asks the preview server for; or why it isn't answered.
///
/// The server is for one reader on this machine. A page on another site can make a browser send requests to
/// it, too, and through a name that leads here even read the answers (DNS rebinding); so a request says
/// by which name it reached the server, and one that isn't the server's own is refused.
struct PreviewRequest: Hashable {
  /// How large the head of a request may be, in bytes.
  static let largestHead = 16 << 10

  /// Whether only the head of the answer is wanted.
  var isHead: Bool
  /// The file's path in the site, without a slash at its beginning; empty for the first page.
  var path: String
  /// The fields behind the question mark, decoded.
  var query: [String: String]

  /// Why a request isn't answered.
  struct Refusal: Error, Hashable {
    /// The status of the answer (RFC 9110, section 15).
    var status: Int
    var reason: String

    init(_ status: Int, _ reason: String) {
      self.status = status
      self.reason = reason
    }
  }

  /// Reads the head of a request (RFC 9112).
  ///
  /// - Parameters:
  ///   - head: Its bytes, without the empty line that ends it.
  ///   - port: The port at which the server listens.
  /// - Throws: ``Refusal`` for what isn't HTTP/1.0 or 1.1, for methods other than GET and HEAD, for hosts and
  ///   origins other than this server, and for paths that aren't inside the site.
  init(_ head: some Collection<UInt8>, port: UInt16) throws(Refusal) {
    guard head.count <= Self.largestHead else {
      throw Refusal(431, "the head of a request may have \(Self.largestHead) bytes")
    }
    guard let text = String(validating: head, as: UTF8.self) else {
      throw Refusal(400, "the head of the request isn't text")
    }
    // A line may end without the carriage return (RFC 9112, section 2.2); anywhere else there can't be one.
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\r\n" || $0 == "\n" }
    guard !lines.contains(where: { $0.contains { $0 == "\r" || $0 == "\0" } }) else {
      throw Refusal(400, "the head of the request holds a control character")
    }
    let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2].wholeMatch(of: /HTTP\/[0-9]\.[0-9]/) != nil,
      words[0].wholeMatch(of: /[A-Za-z0-9!#$%&'*+.^_`|~-]+/) != nil
    else { throw Refusal(400, "the request line isn't one of HTTP/1.1") }
    guard words[2].hasPrefix("HTTP/1.") else {
      throw Refusal(505, "this server speaks HTTP/1.1")
    }
    try Self.checkFields(Self.fields(in: lines.dropFirst()), port: port)
    guard ["GET", "HEAD"].contains(words[0]) else {
      throw Refusal(405, "this server only answers GET and HEAD")
    }
    isHead = words[0] == "HEAD"
    let parts = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = try Self.path(parts[0])
    query = try Self.query(parts.count == 2 ? parts[1] : "")
  }

  // MARK: Fields

  /// The fields of the head, with their names in lower case.
  private static func fields(
    in lines: some Sequence<Substring>
  ) throws(Refusal) -> [(name: String, value: String)] {
    var fields: [(String, String)] = []
    for line in lines {
      // No space may stand before the name or the colon (RFC 9112, section 5).
      guard let name = line.prefixMatch(of: /[A-Za-z0-9!#$%&'*+.^_`|~-]+(?=:)/)?.output,
        !line.unicodeScalars.contains(where: {
          $0 != "\t" && $0.properties.generalCategory == .control
        })
      else {
        throw Refusal(400, "a line of the head is no field")
      }
      // Without an expression for the spaces around it, which would try all ways to share them out.
      var value = line.dropFirst(name.count + 1).drop { $0 == " " || $0 == "\t" }
      while value.last == " " || value.last == "\t" { value.removeLast() }
      fields.append((name.lowercased(), String(value)))
    }
    return fields
  }

  private static func checkFields(
    _ fields: [(name: String, value: String)], port: UInt16
  ) throws(Refusal) {
    let names = ["localhost", "127.0.0.1", "[::1]"]
    let authorities = names.map { "\($0):\(port)" } + (port == 80 ? names : [])
    func values(_ name: String) -> [String] {
      fields.filter { $0.name == name }.map { $0.value.lowercased() }
    }
    let hosts = values("host")
    guard hosts.count == 1 else { throw Refusal(400, "a request names one host") }
    guard authorities.contains(hosts[0]) else {
      throw Refusal(421, "this server is http://localhost:\(port)/, and no other host")
    }
    for origin in values("origin")
    where !authorities.contains(where: { origin == "http://\($0)" }) {
      throw Refusal(403, "another site may not ask this server")
    }
    let lengths = values("content-length")
    guard lengths.allSatisfy({ $0 == "0" }), values("transfer-encoding").isEmpty else {
      throw Refusal(400, "the request has a body")
    }
  }

  // MARK: Target

  private static func path(_ target: Substring) throws(Refusal) -> String {
    guard target.first == "/" else {
      throw Refusal(400, "the path begins with a slash")
    }
    let outside = Refusal(400, "the path isn't inside the site")
    var names = target.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    // The first page.
    if names == [""] { names = [] }
    var path: [String] = []
    for name in names {
      guard let name = decoded(name) else {
        throw Refusal(400, "the path isn't text, with percent signs where it takes them")
      }
      guard !["", ".", ".."].contains(name), !name.contains(where: { "/\\".contains($0) }),
        !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      else { throw outside }
      path.append(name)
    }
    return path.joined(separator: "/")
  }

  private static func query(_ text: Substring) throws(Refusal) -> [String: String] {
    var query: [String: String] = [:]
    for field in text.split(separator: "&") {
      let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let name = decoded(parts[0]), let value = decoded(parts[1]) else {
        throw Refusal(400, "the query isn't made of names and values")
      }
      query[name] = value
    }
    return query
  }

  /// Decodes percent signs (RFC 3986, section 2.1), once; `nil` if the result isn't UTF-8.
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, let text = String(digits), text.allSatisfy(\.isHexDigit),
        let value = UInt8(text, radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
