import Testing

@testable import WorkbookPreview

/// What the preview server answers, and what it refuses.
@Suite struct PreviewRequestTests {
  private func request(_ lines: String...) throws -> PreviewRequest {
    try PreviewRequest(lines.joined(separator: "\r\n").utf8.map(\.self), port: 8080)
  }

  private func refusal(_ lines: String...) -> Int? {
    do throws(PreviewRequest.Refusal) {
      _ = try PreviewRequest(lines.joined(separator: "\r\n").utf8.map(\.self), port: 8080)
      return nil
    } catch {
      return error.status
    }
  }

  @Test(arguments: [
    ("/", ""), ("/index.html", "index.html"), ("/a/b.png", "a/b.png"),
    ("/%C3%A4.html", "ä.html"), ("/a%20b", "a b"), ("/...", "..."), ("/a..b", "a..b"),
    // Decoded once, and no more.
    ("/%252e%252e/a", "%2e%2e/a"),
  ])
  func `paths inside the site are answered`(target: String, path: String) throws {
    #expect(try request("GET \(target) HTTP/1.1", "Host: localhost:8080").path == path)
  }

  @Test(.timeLimit(.minutes(10)), arguments: ["", "x", "\u{0B}"])
  func `spaces take no time`(end: String) {
    let spaces = String(repeating: " ", count: 7000)
    #expect(
      refusal("GET / HTTP/1.1", "Host: localhost:8080", "A:\(spaces)b\(spaces)\(end)")
        == (end == "\u{0B}" ? 400 : nil))
  }

  @Test(arguments: [
    "/..", "/../a", "/a/../../b", "/%2e%2e/a", "/%2E./a", "/.%2e", "/a/%2e%2e%2fb", "/a%2fb",
    "/a%5c..%5cb",
    "/..\\a", "//etc/passwd", "/a//b", "/a/", "/.", "/a/./b", "/a%00b", "/%00", "/a%0d%0ab", "/%7f",
    "/%c0%ae%c0%ae/a", "/%ff", "/%", "/%2", "/%zz", "/%+1", "etc/passwd", "*", "",
    "http://localhost:8080/a", "file:///etc/passwd", "/?a", "/?a=%ff", "/?a=%+1",
  ])
  func `paths outside the site are refused`(target: String) {
    #expect(refusal("GET \(target) HTTP/1.1", "Host: localhost:8080") == 400)
  }

  @Test func `a query is names and values`() throws {
    let request = try request("GET /a?page=01-a.html&version=3&c=%26 HTTP/1.1", "Host: [::1]:8080")
    #expect(request.path == "a")
    #expect(request.query == ["page": "01-a.html", "version": "3", "c": "&"])
  }

  @Test(arguments: ["localhost:8080", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080"])
  func `its own names are answered`(host: String) throws {
    #expect(try request("GET / HTTP/1.1", "Host: \(host)").path == "")
    #expect(try request("GET / HTTP/1.0", "host:\(host) ", "Origin: http://\(host)").path == "")
  }

  @Test(arguments: [
    "example.org", "example.org:8080", "localhost", "localhost:80", "localhost:8081",
    "localhost:08080",
    "localhost.example.org:8080", "127.0.0.1", "127.0.0.2:8080", "127.1:8080", "[::1]", "::1:8080",
    "0.0.0.0:8080", "localhost:8080@example.org", "a@localhost:8080", "localhost:8080.", "",
    "localhost:8080, example.org",
  ])
  func `other names are refused`(host: String) {
    #expect(refusal("GET / HTTP/1.1", "Host: \(host)") == 421)
  }

  @Test func `a request names one host`() {
    #expect(refusal("GET / HTTP/1.1") == 400)
    #expect(refusal("GET / HTTP/1.1", "Host: localhost:8080", "Host: localhost:8080") == 400)
    #expect(refusal("GET / HTTP/1.1", "Host: localhost:8080", "Host: example.org") == 400)
  }

  @Test func `at the port of the web, names need no port`() throws {
    for host in ["localhost", "localhost:80"] {
      let head = Array("GET / HTTP/1.1\r\nHost: \(host)\r\nOrigin: http://localhost".utf8)
      #expect(try PreviewRequest(head, port: 80).path == "")
    }
  }

  @Test(arguments: [
    "null", "http://example.org", "http://example.org:8080", "https://localhost:8080",
    "http://localhost",
    "http://localhost:8081", "localhost:8080", "file://", "", "http://localhost:8080/",
    "http://localhost:8080 http://example.org",
  ])
  func `other sites are refused`(origin: String) {
    #expect(refusal("GET / HTTP/1.1", "Host: localhost:8080", "Origin: \(origin)") == 403)
  }

  @Test(arguments: [
    ("POST", 405), ("PUT", 405), ("DELETE", 405), ("OPTIONS", 405), ("CONNECT", 405), ("get", 405),
    ("G(T", 400), ("", 400),
  ])
  func `only GET and HEAD are answered`(method: String, status: Int) throws {
    #expect(refusal("\(method) / HTTP/1.1", "Host: localhost:8080") == status)
    #expect(try request("HEAD / HTTP/1.1", "Host: localhost:8080").isHead)
    #expect(try !request("GET / HTTP/1.1", "Host: localhost:8080").isHead)
  }

  @Test(arguments: [
    ("GET /", 400), ("GET / ", 400), ("GET  / HTTP/1.1", 400), ("GET / HTTP/1.1 ", 400),
    ("GET\t/\tHTTP/1.1", 400), ("GET / HTTP/11", 400), ("GET / http/1.1", 400),
    ("GET / FTP/1.1", 400),
    ("GET / HTTP/2.0", 505), ("GET / HTTP/0.9", 505), (" GET / HTTP/1.1", 400), ("", 400),
    ("GET /\u{0} HTTP/1.1", 400), ("GET /a\rb HTTP/1.1", 400),
  ])
  func `request lines that can't be are refused`(line: String, status: Int) {
    #expect(refusal(line, "Host: localhost:8080") == status)
  }

  @Test(arguments: [
    "no field", ": value", "Name : value", " Folded: value", "\tfolded", "Na me: value",
    "Nöme: value",
    "X: a\rb", "X: a\u{0}b", "", "Content-Length: 3", "Content-Length: -0",
    "Transfer-Encoding: chunked",
  ])
  func `fields that can't be, and bodies, are refused`(line: String) {
    #expect(refusal("GET / HTTP/1.1", "Host: localhost:8080", line) == 400)
  }

  @Test func `a head has a largest size, and is text`() throws {
    let start = "GET / HTTP/1.1\r\nHost: localhost:8080\r\nX: "
    let rest = PreviewRequest.largestHead - start.utf8.count
    #expect(try request(start + String(repeating: "a", count: rest)).path == "")
    #expect(refusal(start + String(repeating: "a", count: rest + 1)) == 431)
    #expect(throws: PreviewRequest.Refusal.self) {
      try PreviewRequest(Array(start.utf8) + [0xFF], port: 8080)
    }
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\nA: b\r\n\r\n", "GET / HTTP/1.1\r\nA: b"),
    ("GET / HTTP/1.1\nA: b\n\n", "GET / HTTP/1.1\nA: b"),
    ("\r\n\r\nGET / HTTP/1.1\r\n\r\nrest", "GET / HTTP/1.1"),
    ("GET / HTTP/1.1\r\nA: b\r\n", nil), ("GET / HTTP/1.1", nil), ("\r\n", nil), ("", nil),
  ])
  func `a head ends with an empty line`(bytes: String, head: String?) {
    let found = PreviewConnection.head(of: Array(bytes.utf8))
    #expect(found.map { String(decoding: $0, as: UTF8.self) } == head)
  }

  @Test func `a head that goes on for ever ends where it is too large`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: PreviewRequest.largestHead + 1)
    #expect(PreviewConnection.head(of: bytes)?.count == bytes.count)
    #expect(PreviewConnection.head(of: Array(bytes.dropLast())) == nil)
  }
}
