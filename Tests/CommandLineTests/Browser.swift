import Sockets
import Testing

/// As much of a browser as the tests need.
struct Browser: Sendable {
  let port: UInt16

  struct Answer {
    var head: String
    var body: String
  }

  func connect() throws -> Socket {
    // Only something that is broken takes that long.
    try Socket.connected(to: "127.0.0.1", port: port, timeout: .seconds(240))
  }

  func request(_ target: String) -> String {
    "GET \(target) HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n"
  }

  func get(_ target: String) throws -> Answer {
    try send(request(target))
  }

  func send(_ request: String) throws -> Answer {
    let socket = try connect()
    defer { socket.close() }
    try socket.sendAll(request)
    return try Self.answer(on: socket)
  }

  static func answer(on socket: Socket) throws -> Answer {
    var bytes: [UInt8] = []
    while case let more = try socket.receive(upTo: 65536), !more.isEmpty { bytes += more }
    let parts = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    return Answer(head: parts[0] + "\r\n", body: String(try #require(parts.dropFirst().first)))
  }

  /// The number of a page's state, as the script in it has it.
  static func version(of page: String) -> String? {
    page.firstMatch(of: /data-version="([0-9]+)"/).map { String($0.1) }
  }

  /// The page, once it is as it should be; loads it again whenever it has changed, as its script does.
  ///
  /// A page that is never so is a failure, and not a test without an end.
  func page(_ path: String, when isReady: (String) throws -> Bool) throws -> String {
    let deadline = ContinuousClock.now + .seconds(240)
    while true {
      let page = try get("/\(path)").body
      if try isReady(page) { return page }
      try #require(ContinuousClock.now < deadline, "\(path) stays as it is:\n\(page)")
      let version = try #require(Self.version(of: page))
      var change = ""
      while change != "changed\n" {
        change = try get("/.workbook/changes?page=\(path)&version=\(version)").body
      }
    }
  }
}
