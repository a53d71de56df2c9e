import FoundationEssentials
import WorkbookTestSupport

/// A small book with a server and a client, for breaking things in.
enum EchoBook {
  static let chapter = """
    # Echo

    ```swift echo-server.swift
    import Sockets

    let listener = try Socket(.ipv4, .stream)
    try listener.bind(to: .ipv4(.loopback, port: 10000))
    try listener.listen(backlog: 1)
    print("listening on \\(try listener.localAddress)")
    while true {
      let (connection, client) = try listener.accept()
      print("connection from \\(client)")
      try connection.sendAll(connection.receive(upTo: 16))
      connection.close()
    }
    ```

    ```swift echo-client.swift
    import Sockets

    let socket = try Socket(.ipv4, .stream)
    try socket.connect(to: .ipv4(.loopback, port: 10000))
    try socket.sendAll("This is our message.")
    let data = try socket.receive(upTo: 16)
    print("received \\(String(decoding: data, as: UTF8.self))")
    ```

    ```console tcp-echo timeout=60s
    $ echo-server
    listening on 127.0.0.1:10000
    connection from 127.0.0.1:49964
    ^C
    ```

    ```console tcp-echo ports=49964
    $ echo-client
    received This is our mess
    ```

    """

  /// Puts the book into a folder, with some text of its chapter replaced.
  static func write(
    to folder: TemporaryFolder, replacing old: String = "", with new: String = ""
  ) throws {
    try folder.write("{ \"title\": \"Echo\" }", to: "chapters/workbook.json")
    try folder.write(
      chapter.replacing(old, with: new, maxReplacements: 1), to: "chapters/01-echo.md")
  }

  /// Where a text stands in the chapter, as messages begin.
  static func place(of text: String) -> String {
    let lines = chapter.split(separator: "\n", omittingEmptySubsequences: false)
    let line = (lines.firstIndex { $0.contains(text) } ?? -1) + 1
    return "chapters/01-echo.md:\(line):"
  }
}
