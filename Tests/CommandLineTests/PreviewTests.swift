import FoundationEssentials
import Glibc
import Sockets
import Subprocess
import SystemPackage
import Testing
import WorkbookModel
import WorkbookSupport
import WorkbookTestSupport

/// The preview server, used as an author and a browser use it.
@Suite struct PreviewTests {
  private static func chapter(_ words: String, prints line: String = "one") -> String {
    "# A\n\n\(words)\n\n```console a-b timeout=60s\n$ echo one\n\(line)\n```\n"
  }

  /// A chapter with nothing to build or run.
  ///
  /// Pictures and colours of other chapters come later than their terminals. This one's page, once it
  /// ``isSettled(_:)``, changes only when the chapter does.
  private static func plainChapter(_ words: String) -> String { "# A\n\n\(words)\n" }

  /// Whether a page tells the compiler's version, which isn't known when pages are first shown.
  @Sendable private static func isSettled(_ page: String) -> Bool {
    page.contains("Swift version")
  }

  @Test func `a page follows its chapter`() async throws {
    try await serving(Self.chapter("First words.")) { folder, browser in
      let first = try browser.page("01-a.html") {
        $0.contains("First words.") && !$0.contains("not run yet")
      }
      #expect(first.contains("<kbd>echo one</kbd>"))

      try folder.write(Self.chapter("Second words."), to: "chapters/01-a.md")
      let second = try browser.page("01-a.html") {
        $0.contains("Second words.") && !$0.contains("not run yet")
      }
      #expect(second.contains("<kbd>echo one</kbd>"))

      // What is wrong with an example is shown in its place.
      try folder.write(Self.chapter("Third words.", prints: "two"), to: "chapters/01-a.md")
      let failing = try browser.page("01-a.html") {
        $0.contains("Third words.") && !$0.contains("not run yet")
      }
      #expect(failing.contains("`echo one` printed something else"))
      #expect(failing.contains("-two\n+one\n"))

      // What is wrong with a chapter is shown in its place, and the other chapters stay.
      try folder.write("# B\n", to: "chapters/02-b.md")
      _ = try browser.page("02-b.html") { $0.contains("<h1") && $0.contains(">B<") }
      try folder.write("# A\n\n```console\n```\n", to: "chapters/01-a.md")
      _ = try browser.page("01-a.html") { $0.contains("<code>chapters/01-a.md:3:") }
      #expect(try browser.get("/02-b.html").body.contains(">B<"))
      #expect(try browser.get("/").body.contains("href=\"01-a.html\">A</a>"))

      try folder.write(Self.chapter("Fourth words."), to: "chapters/01-a.md")
      let mended = try browser.page("01-a.html") {
        $0.contains("Fourth words.") && !$0.contains("not run yet")
      }
      #expect(!mended.contains("id=\"malformed\""))

      // A new page appears where there was none, and an old one goes.
      try folder.remove("chapters/02-b.md")
      _ = try browser.page("02-b.html") { $0.contains("There is no such page") }
      #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "site").path))
    }
  }

  @Test func `pages follow the book's style sheet`() async throws {
    try await serving(Self.plainChapter("Words.")) { folder, browser in
      let plain = try browser.page("01-a.html", when: Self.isSettled)
      #expect(plain.contains("Words."))
      #expect(!plain.contains("book.css"))
      try folder.write("p { color: red }\n", to: "chapters/own.css")
      try folder.write(#"{ "title": "A", "style": "own.css" }"#, to: "chapters/workbook.json")
      let styled = try browser.page("01-a.html") { $0.contains("book.css") }
      #expect(try browser.get("/book.css").body.hasSuffix("p { color: red }\n"))
      // A page that shows the same has another style.
      let version = Browser.version(of: styled)
      try folder.write("p { color: green }\n", to: "chapters/own.css")
      // The page may be told of the file while it is being written, and still empty.
      _ = try browser.page("01-a.html") { _ in
        try browser.get("/book.css").body.hasSuffix("p { color: green }\n")
      }
      #expect(Browser.version(of: try browser.get("/01-a.html").body) != version)
    }
  }

  @Test func `a previewed page runs its own scripts and no other`() async throws {
    try await serving(Self.chapter("Words.")) { folder, browser in
      let page = try browser.page("01-a.html") { $0.contains("Words.") }
      let missing = try browser.get("/none.html").body
      for text in [page, missing] {
        let policies = text.matches(
          of: /<meta http-equiv="Content-Security-Policy" content="(.*?)">/)
        let policy = try #require(policies.first).1
        #expect(policies.count == 1)
        #expect(policy.contains("; connect-src 'self';"))
        let scripts = text.matches(of: /(?s)<script[^>]*>(.*?)<\/script>/)
        let hashes = scripts.map { script in
          var hash = SHA256()
          hash.update(script.1.utf8)
          return "'sha256-\(Data(hash.digest).base64EncodedString())'"
        }
        #expect(hashes.count == 2)
        #expect(policy.contains("script-src \(hashes.joined(separator: " ")) 'strict-dynamic';"))
      }
    }
  }

  @Test func `what is asked for is answered, and nothing else`() async throws {
    try await serving(Self.plainChapter("Words.")) { folder, browser in
      let index = try browser.page("index.html", when: Self.isSettled)
      #expect(index.contains("01-a.html"))
      #expect(try browser.get("/").body == index)
      #expect(try browser.get("/style.css").head.contains("\r\nContent-Type: text/css;"))
      #expect(try browser.get("/search-index.js").body.hasPrefix("globalThis.workbookSearch"))
      let icon = try browser.get("/favicon.ico")
      #expect(icon.head.hasPrefix("HTTP/1.1 204 No Content\r\n"))
      #expect(!icon.head.contains("Content-Length"))
      #expect(try browser.get("/none.html").head.hasPrefix("HTTP/1.1 404 "))
      #expect(try browser.get("/../secret").head.hasPrefix("HTTP/1.1 400 "))

      let whole = try browser.get("/style.css")
      let head = try browser.send(
        "HEAD /style.css HTTP/1.1\r\nHost: localhost:\(browser.port)\r\n\r\n")
      #expect(head.head == whole.head)
      #expect(head.body.isEmpty)
      #expect(whole.head.contains("\r\nContent-Length: \(whole.body.utf8.count)\r\n"))

      // Pictures are the author's; nothing is read outside of the site.
      try folder.write("<svg/>", to: "site/picture.svg")
      try folder.write("secret", to: "secret.txt")
      try FileManager.default.createSymbolicLink(
        at: folder.url.appending(path: "site/link.txt"),
        withDestinationURL: folder.url.appending(path: "secret.txt"))
      #expect(try browser.get("/picture.svg").body == "<svg/>")
      #expect(try browser.get("/link.txt").head.hasPrefix("HTTP/1.1 404 "))
      for hidden in [".git/config", ".hidden.svg"] {
        try folder.write("secret", to: "site/\(hidden)")
        #expect(try browser.get("/\(hidden)").head.hasPrefix("HTTP/1.1 404 "))
      }
      try FileManager.default.moveItem(
        at: folder.url.appending(path: "site"), to: folder.url.appending(path: "elsewhere"))
      try FileManager.default.createSymbolicLink(
        at: folder.url.appending(path: "site"),
        withDestinationURL: folder.url.appending(path: "elsewhere"))
      #expect(try browser.get("/picture.svg").head.hasPrefix("HTTP/1.1 404 "))

      let rebound = try browser.send(
        "GET / HTTP/1.1\r\nHost: example.org:\(browser.port)\r\n\r\n")
      #expect(rebound.head.hasPrefix("HTTP/1.1 421 "))
      let large = String(repeating: "a", count: 100_000)
      #expect(try browser.send("GET /\(large) HTTP/1.1\r\n").head.hasPrefix("HTTP/1.1 431 "))
    }
  }

  @Test func `pictures come when they are known, and stay while prose changes`()
    async throws
  {
    @Sendable func chapter(_ words: String) -> String {
      """
      # A

      \(words)

      ```console talk timeout=60s
      $ python3 -c 'import socket; socket.create_server(("127.0.0.1", 10000)).accept()[0].recv(9)'
      ```

      ```console talk
      $ python3 -c 'import socket; socket.create_connection(("127.0.0.1", 10000)).send(b"hi")'
      ```

      """
    }
    @Sendable func hasPicture(_ page: String) -> Bool {
      page.contains("<figure class=\"picture calls")
    }
    try await serving(chapter("First words.")) { folder, browser in
      _ = try browser.page("01-a.html", when: hasPicture)
      try folder.write(chapter("Second words."), to: "chapters/01-a.md")
      let second = try browser.page("01-a.html") {
        $0.contains("Second words.") && !$0.contains("not run yet")
      }
      #expect(hasPicture(second))
    }
  }

  /// A save ends what is being compiled; that isn't the listing's fault.
  @Test func `what is saved while a program is compiled doesn't make it fail`() async throws {
    // A compiler that says when it has begun with a program, and does nothing about it the first time.
    try await TemporaryFolder.with { tools in
      try await WaitingCompiler.make(
        in: tools, "mkdir '$PWD/begun' 2>/dev/null && exec sleep 1000")

      // Nothing like it is in the store.
      let number = Int.random(in: 0 ... .max)
      let chapter = """
        # A

        ```swift number.swift
        print(\(number))
        ```

        ```console talk timeout=60s
        $ number
        \(number)
        ```

        """
      try await serving(chapter, tools: tools.url) { folder, browser in
        let begun = tools.url.appending(path: "begun").path
        while !FileManager.default.fileExists(atPath: begun) { await Task.yield() }
        try folder.write("# B\n", to: "chapters/02-b.md")
        let page = try browser.page("01-a.html") { !$0.contains("not run yet") }
        #expect(!page.contains("doesn't build"))
        #expect(page.contains("<kbd>number</kbd>"))
        #expect(!page.contains("class=\"failure\""))
      }
    }
  }

  @Test func `many connections at once`() async throws {
    try await serving(Self.plainChapter("Words.")) { folder, browser in
      // Those that say nothing, and those that wait for a change, are in nobody's way.
      let idle = try (0..<50).map { _ in try browser.connect() }
      let page = try browser.page("01-a.html", when: Self.isSettled)
      let version = try #require(Browser.version(of: page))
      let waiting = try (0..<50).map { _ in
        let socket = try browser.connect()
        try socket.sendAll(browser.request("/.workbook/changes?page=01-a.html&version=\(version)"))
        return socket
      }
      #expect(try browser.get("/01-a.html").body == page)
      try folder.write(Self.plainChapter("Other words."), to: "chapters/01-a.md")
      for socket in waiting { #expect(try Browser.answer(on: socket).body == "changed\n") }
      _ = try browser.page("01-a.html") { $0.contains("Other words.") }
      // The first of too many are closed.
      let others = try (0..<200).map { _ in try browser.connect() }
      #expect(try browser.get("/01-a.html").body.contains("Other words."))
      #expect(try idle[0].receive(upTo: 1).isEmpty)
      for socket in idle + waiting + others { socket.close() }
    }
  }
}
