import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookTestSupport

@testable import WorkbookBuild

@Suite struct HighlighterTests {
  private func highlighter(_ toolChain: ToolChain? = nil) async throws -> Highlighter {
    let store = try Store(at: Tool.store)
    let found = try await ToolChain.find(rememberingIn: store)
    return Highlighter(
      BuildEnvironment(
        toolChain: toolChain ?? found, store: store,
        support: try SupportFiles.belonging(toExecutable: Tool.workbook)))
  }

  /// Each token as its line, its text, its kind and its declaration.
  private func words(_ source: HighlightedSource, of text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return source.tokens.map { token in
      let word = token.text(in: lines[token.line - 1]) ?? "?"
      let declaration = token.declaration.map { " – \(source.declarations[$0].text)" } ?? ""
      return "\(token.line) \(token.kind) \(word)\(declaration)"
    }
  }

  @Test func `words have their kinds, names their declarations`() async throws {
    try await TemporaryFolder.with { folder in
      // What is outside ASCII has other columns in UTF-16 than in UTF-8.
      let book = try folder.book(
        """
        ```swift kinds.swift
        import Sockets
        /// Holds.
        struct Wörter { var count = 0x1F }
        @MainActor func greet() {}
        let a = "grün 👩‍👩‍👧"; let socket = try Socket(.ipv4, .stream)
        try socket.bind(to: .ipv4(.loopback, port: 0))  // 👋
        print("\\(a) 👋 \\(Wörter().count)") ; greet()
        #if os(Linux)
        #endif
        ```

        ```swift
        let fragment = -1
        ```

        ```swift unchecked
        let unchecked =
        ```
        """)
      let sources = try #require(try await highlighter().highlight(book.chapters)["01-test"])
      #expect(sources.count == 2)
      let text = book.chapters[0].listings[0].text
      let source = try #require(sources[.listing(book.chapters[0].listings[0].name)])
      let socket =
        "final class Socket : Sendable\nconvenience init(_ family: Socket.Family, _ kind: Socket.Kind, _ transport: Socket.Transport = .automatic) throws(SocketError)"
      let print =
        "func print(_ items: Any..., separator: String = \" \", terminator: String = \"\\n\")"
      #expect(
        words(source, of: text) == [
          "1 keyword import", "1 variable Sockets",
          "2 comment /// Holds.",
          "3 keyword struct", "3 variable Wörter – struct Wörter",
          "3 keyword var", "3 variable count – var count: Int", "3 number 0x1F",
          "4 attribute @",
          "4 type MainActor – @globalActor final actor MainActor : GlobalActor",
          "4 keyword func", "4 variable greet – @MainActor func greet()",
          "5 keyword let", "5 variable a – let a: String", "5 string \"grün 👩‍👩‍👧\"",
          "5 keyword let", "5 variable socket – let socket: Socket", "5 keyword try",
          "5 type Socket – \(socket)",
          "5 property ipv4 – case ipv4", "5 property stream – case stream",
          "6 keyword try", "6 variable socket – let socket: Socket",
          "6 function bind – func bind(to address: Address) throws(SocketError)",
          "6 function to",
          "6 property ipv4 – case ipv4(IPv4Address, port: UInt16)",
          "6 property loopback – static let loopback: IPv4Address",
          "6 function port", "6 number 0", "6 comment // 👋",
          "7 function print – \(print)", "7 string \"", "7 variable a – let a: String",
          "7 string  👋 ", "7 type Wörter – struct Wörter\ninit()",
          "7 property count – var count: Int", "7 string \"",
          "7 function greet – @MainActor func greet()",
          "8 attribute #if", "8 attribute os", "8 attribute Linux", "9 attribute #endif",
        ])
      let bind = try #require(source.declarations.first { $0.text.hasPrefix("func bind") })
      #expect(bind.documentation == "Gives this end its address.")
      let fragment = try #require(sources[.fragment(0)])
      #expect(fragment.declarations.map(\.text) == ["let fragment: Int"])
    }
  }

  /// A listing that no other test, and no earlier run, has asked about.
  private func newListing(_ name: String) -> String {
    """
    ```swift \(name).swift
    // \(UUID().uuidString)
    print("new")
    ```
    """
  }

  @Test func `the language server is asked once about a listing`() async throws {
    try await TemporaryFolder.with { folder in
      let listing = newListing("same")
      var counts: [Int] = []
      for text in [
        listing, listing, "Prose above.\n\n\(listing)\n\n\(newListing("other"))", "No listing.",
      ] {
        var count = 0
        let book = try folder.book(text)
        let sources = try await highlighter().highlight(book.chapters) { count += $0 }
        #expect(sources.values.flatMap(\.values).allSatisfy { !$0.tokens.isEmpty })
        counts.append(count)
      }
      #expect(counts == [1, 0, 1, 0])
    }
  }

  /// A tool chain that compiles as the real one does, with a language server of a test's own.
  private func toolChain(in folder: TemporaryFolder, server: String?) async throws -> ToolChain {
    let real = try await ToolChain.find(rememberingIn: Store(at: Tool.store))
    var scripts = ["swiftc": "exec '\(real.swiftc.path)' \"$@\""]
    scripts["clang"] = "exec '\(real.clang.path)' \"$@\""
    scripts["sourcekit-lsp"] = server
    for (name, script) in scripts {
      try folder.write("#!/bin/sh\n\(script)\n", to: "bin/\(name)")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder.url.appending(path: "bin/\(name)").path)
    }
    return ToolChain(
      swiftc: folder.url.appending(path: "bin/swiftc"), version: real.version, target: real.target)
  }

  @Test func `a tool chain without a language server is told`() async throws {
    try await TemporaryFolder.with { folder in
      let toolChain = try await toolChain(in: folder, server: nil)
      let book = try folder.book(newListing("without"))
      let error = await #expect(throws: BuildError.self) {
        try await highlighter(toolChain).highlight(book.chapters)
      }
      let bin = folder.url.appending(path: "bin").resolvingSymlinksInPath().path
      #expect(
        error?.description == """
          there is no sourcekit-lsp in \(bin); it colours the listings of the pages and comes with \
          the tool chains of https://swift.org/install
          """)
    }
  }

  @Test(arguments: [
    ("exit 1", "ended without an answer"),
    (
      "head -c 20 >/dev/null; printf 'nonsense\\r\\n\\r\\n'",
      "said something that is no answer: nonsense"
    ),
    (
      #"head -c 20 >/dev/null; m='{"id":1,"error":{"message":"no"}}'; printf "Content-Length: ${#m}\r\n\r\n$m""#,
      "refused initialize: no"
    ),
    (
      #"head -c 20 >/dev/null; m='{"id":1,"result":{"capabilities":{}}}'; printf "Content-Length: ${#m}\r\n\r\n$m"; cat >/dev/null"#,
      "can't tell what the words of a listing are; it takes Swift 6.2 or later"
    ),
  ])
  func `a language server that fails is told`(script: String, reason: String) async throws {
    try await TemporaryFolder.with { folder in
      let toolChain = try await toolChain(in: folder, server: script)
      let book = try folder.book(newListing("failing"))
      let error = await #expect(throws: BuildError.self) {
        try await highlighter(toolChain).highlight(book.chapters)
      }
      guard case .languageServer(_, let told)? = error else {
        Issue.record("\(error.map { "\($0)" } ?? "no error")")
        return
      }
      #expect(told == reason)
    }
  }

  @Test func `a language server that never answers is ended`() async throws {
    try await TemporaryFolder.with { folder in
      let toolChain = try await toolChain(in: folder, server: "exec sleep 1000")
      let error = await #expect(throws: BuildError.self) {
        try await LanguageServer.run(
          toolChain.languageServer(), in: folder.url, limit: .milliseconds(50)
        ) { _, _ in
        }
      }
      guard case .languageServer(_, "hasn't answered after 0.05 seconds")? = error else {
        Issue.record("\(error.map { "\($0)" } ?? "no error")")
        return
      }
    }
  }

  @Test func `a listing that the language server can't understand is told`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("```swift broken.swift\nprin(1)\n```")
      let error = await #expect(throws: BuildError.self) {
        try await highlighter().highlight(book.chapters)
      }
      #expect(
        error?.description.hasSuffix(
          "found a mistake in broken.swift, which the compiler doesn't: Cannot find 'prin' in scope"
        )
          == true)
    }
  }
}
