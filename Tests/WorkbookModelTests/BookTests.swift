import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookTestSupport

@Suite struct BookTests {
  private let chapter = """
    ```swift echo-server.swift highlight=1-2 release
    let one = 1
    // snippet.hide
    let two = 2
    // snippet.show
    let three = 3
    ```

    ```console tcp-echo
    $ echo-server \\
    > --loud
    starting
    [..]
    ...
    ^C
    stopped
    ```

    ```swift echo-server.swift continued
    let four = 4
    ```

    ```console tcp-echo ports=49964 timeout=2.5s unordered
    $ echo-client
    a

    [3]
    $ cat notes.txt
    noted
    ```

    ```text notes.txt
    noted
    ```

    ```swift
    let fragment = 1
    ```

    ```console other status
    $ true
    ```
    """

  @Test func `a prompt names the host`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        "```console a\n[A]$ b \\\n> c\n[A] is no prompt\n```\n\n```console a\n[A]# d\n```",
        configuration: """
          { "title": "Test",
            "hosts": { "A": { "name": "alpha", "interfaces": {
              "eth0": ["192.168.100.2/24", "fd00::2/64"] } } } }
          """)
      let terminals = book.examples[0].terminals
      #expect(terminals.map(\.host) == ["A", "A"])
      #expect(terminals.map(\.isRoot) == [false, true])
      #expect(terminals.map(\.prompt) == ["[A]$ ", "[A]# "])
      #expect(book.examples[0].commands == ["b \\\nc", "d"])
      #expect(book.examples[0].windows.map(\.host) == ["A", "A"])
      #expect(book.examples[0].windows.map(\.isRoot) == [false, true])
      #expect(terminals[0].steps[0].expected.map(\.text) == ["[A] is no prompt"])
      let host = try #require(book.configuration.hosts?["A"])
      #expect(host.name == "alpha")
      let addresses = try #require(host.interfaces["eth0"])
      #expect(addresses.map(\.address) == ["192.168.100.2", "fd00::2"])
      #expect(addresses.map(\.prefixLength) == [24, 64])
      #expect(addresses.map(\.isIPv6) == [false, true])
    }
  }

  @Test func `terminals of one name are one example`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(chapter)
      #expect(book.configuration.title == "Test")
      #expect(book.chapters.map(\.name) == ["01-test"])
      #expect(book.chapters[0].title == "Test")
      #expect(book.examples.map(\.name) == ["tcp-echo", "other"])
      let example = book.examples[0]
      #expect(example.location.description == "chapters/01-test.md:11:1")
      #expect(example.timeout == .seconds(2.5))
      #expect(example.terminals.map(\.window) == [0, 1])
      #expect(
        example.windows.indices.map(example.clientPorts) == [[50000...50099], [49964...49964]])
      #expect(example.terminals.map(\.comparison) == [.exact, .unordered])
      #expect(book.examples[1].terminals.map(\.comparison) == [.status])
    }
  }

  /// Whichever terminal says it: the larger one of two limits counts, and everything that is asked for.
  @Test(arguments: [
    ("timeout=5s memory=1G processes=10", "timeout=2s memory=512M processes=20"),
    ("timeout=2s memory=512M processes=20", "timeout=5s memory=1G processes=10"),
  ])
  func `what the terminals of an example say is joined`(one: String, other: String) async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        "```console a \(one) needs=ss\n$ b\n```\n\n```console a \(other) needs=ping,ss untraced\n$ c\n```\n\n"
          + "```console a pictures=queues cpu=3s\n$ d\n```")
      let example = book.examples[0]
      #expect(example.timeout == .seconds(5))
      #expect(
        example.limits == [.memory: 1 << 30, .processes: 20, .processorTime: 3])
      #expect(example.needs == ["ss", "ping"])
      #expect(example.isUntraced)
      #expect(example.pictures == [.queues])
    }
  }

  @Test(
    arguments: [
      ("ss,ipv6,ping", ["ss", "ping"], [.ipv6]), ("ipv6", [], [.ipv6]),
      ("processors:2,ipv6", [], [.ipv6, .processors(2)]), ("ipv6calc", ["ipv6calc"], []),
      ("ip", ["ip"], []), ("usual-buffers,ss", ["ss"], [.usualBuffers]),
    ] as [(String, Set<String>, Set<MachineNeed>)])
  func `what an example needs is a program, or the machine's`(
    needs: String, programs: Set<String>, machine: Set<MachineNeed>
  ) async throws {
    try await TemporaryFolder.with { folder in
      let example = try folder.book("```console a needs=\(needs)\n$ b\n```").examples[0]
      #expect(example.needs == programs)
      #expect(example.machineNeeds == machine)
    }
  }

  @Test(arguments: [
    ("```swift a.swift\n1\n2\n```", [Int]()),
    ("```swift a.swift hidden\n1\n2\n```", [1, 2]),
    ("```swift a.swift\n// snippet.hide\n1\n// snippet.show\n2\n```", [2]),
  ])
  func `lines that are folded`(listing: String, hidden: [Int]) async throws {
    try await TemporaryFolder.with { folder in
      let pieces = try folder.book(listing).chapters[0].listings[0].pieces
      #expect(pieces.map { $0.hidden.sorted() } == [hidden])
    }
  }

  /// Every block says what it is, in its place; the same words elsewhere don't mislead it.
  @Test func `code blocks know what they are`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        """
        ```swift a.swift
        1
        ```

        > ```swift a.swift continued
        > 2
        > ```

        - ```console run
          $ a
          ```

        ```bytes run
        x: y=01
        ```

        ```swift
        let a = 1
        ```

        ```console run
        $ a
        ```

            indented

        ```text
        plain
        ```

        ```bytes run
        z: y=01
        ```
        """)
      let meanings = book.chapters[0].blocks.flattened.compactMap { block in
        if case .code(let code) = block.kind { code.meaning } else { nil }
      }
      #expect(
        meanings == [
          .listing("a.swift", piece: 0), .listing("a.swift", piece: 1),
          .terminal(example: "run", 0), .bytes(example: "run", 0), .fragment(0),
          .terminal(example: "run", 1), .plain, .plain, .bytes(example: "run", 1),
        ])
      let example = try #require(book.chapters[0].examples["run"])
      #expect(example.layouts.map { $0.rows.map(\.title) } == [["x"], ["z"]])
      #expect(example.terminals.map(\.lines) == [11...13, 23...25])
      #expect(example.programs == ["a"])
    }
  }

  @Test func `steps have what was typed and what follows`() async throws {
    try await TemporaryFolder.with { folder in
      let example = try folder.book(chapter).examples[0]
      let server = example.terminals[0].steps
      #expect(server.map(\.action) == [.command("echo-server \\\n--loud"), .interrupt])
      #expect(server[0].expected.map(\.text) == ["starting", "[..]", "..."])
      #expect(server[0].expected.map(\.location.line) == [14, 15, 16])
      #expect(server[0].expected.map(\.isAnyLines) == [false, false, true])
      #expect(server[1].expected.map(\.text) == ["stopped"])
      #expect(server[1].expected.map(\.location.line) == [18])
      #expect(server.map(\.location.line) == [12, 17])
      #expect(server.map(\.status) == [nil, nil])
      #expect(server.map(\.typedLineCount) == [2, 1])
      let client = example.terminals[1].steps
      #expect(client.map(\.command) == ["echo-client", "cat notes.txt"])
      #expect(client.map(\.status) == [3, nil])
      #expect(client[0].expected.map(\.text) == ["a", ""])
      #expect(client.map(\.location.line) == [26, 30])
    }
  }

  /// What a shell can tell of a command that failed; 0 is never shown.
  @Test(
    arguments: [
      ("[1]", 1, []), ("[255]", 255, []), ("[0]", nil, ["[0]"]), ("[256]", nil, ["[256]"]),
      ("[1] 4711", nil, ["[1] 4711"]),
    ] as [(String, Int32?, [String])])
  func `a number in brackets is an exit status, if it can be one`(
    line: String, status: Int32?, lines: [String]
  ) async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("```console a timeout=600s\n$ b\n\(line)\n```")
      let command = book.examples[0].terminals[0].steps[0]
      #expect(command.status == status)
      #expect(command.expected.map(\.text) == lines)
      #expect(book.examples[0].timeout == .seconds(600))
    }
  }

  @Test func `listings are files, made of pieces that know their places`() async throws {
    try await TemporaryFolder.with { folder in
      let chapter = try folder.book(chapter).chapters[0]
      #expect(chapter.listings.map(\.name) == ["echo-server.swift", "notes.txt"])
      #expect(chapter.listings.map(\.programName) == ["echo-server", nil])
      #expect(chapter.listings.map(\.isOptimised) == [true, false])
      let listing = chapter.listings[0]
      #expect(listing.text.hasSuffix("let three = 3\nlet four = 4\n"))
      #expect(listing.pieces[0].highlighted == [1, 2])
      #expect(listing.pieces[0].hidden == [3])
      #expect(listing.pieces[0].markers == [2, 4])
      #expect(listing.location(ofLine: 1).line == 4)
      #expect(listing.location(ofLine: 5, column: 7).description == "chapters/01-test.md:8:7")
      #expect(listing.location(ofLine: 6).line == 22)
      #expect(listing.location(ofLine: 99).file == "chapters/01-test.md")
      #expect(listing.location(ofLine: .max) == listing.location(ofLine: 99))
      #expect(listing.location(ofLine: .min) == listing.location(ofLine: 1))
      #expect(chapter.fragments.map(\.text) == ["let fragment = 1\n"])
      #expect(chapter.fragments.map(\.location.line) == [39])
    }
  }

  @Test func `a listing may come from a file of the repository`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("a\n// snippet.part\nlet b = 1\n// snippet.end\nc\n", to: "Code/b.swift")
      let book = try folder.book("```swift b.swift include=Code/b.swift#part\n```")
      let listing = book.chapters[0].listings[0]
      #expect(listing.text == "let b = 1\n")
      #expect(listing.location(ofLine: 1).description == "Code/b.swift:3:1")
    }
  }

  @Test func `an example says which programs it calls`() async throws {
    try await TemporaryFolder.with { folder in
      let listings = ["on", "one", "two", "three", "four", "five", "five-5"].map {
        "```swift \($0).swift\n\n```\n\n"
      }
      let book = try folder.book(
        "```console a\n$ one --to=two; ./three.sh\n```\n\n```sh three.sh\nexec four\n```\n\n"
          + "```console b\n$ five-5 five\n```\n\n" + listings.joined())
      #expect(
        book.examples.map(\.programs) == [["one", "two", "four"], ["five", "five-5", "four"]])
    }
  }

  @Test func `headings have anchors of their own`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("## Under the *hood*!\n\n## Under the hood\n\n[up](#test)")
      #expect(
        book.chapters[0].headings.map(\.anchor) == ["test", "under-the-hood", "under-the-hood-1"])
    }
  }

  @Test func `a book is found from any folder of it`() async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book("Text")
      try folder.write("", to: "Sources/Deep/x.swift")
      let found = BookFolder.containing(folder.url.appending(path: "Sources/Deep"))
      #expect(
        found?.root.resolvingSymlinksInPath().path == folder.url.resolvingSymlinksInPath().path)
      #expect(BookFolder.containing(URL(filePath: "/")) == nil)
    }
  }
}
