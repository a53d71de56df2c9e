import FoundationEssentials
import Glibc
import Testing
import WorkbookModel
import WorkbookTestSupport

@testable import WorkbookBuild

@Suite struct ProgramBuilderTests {
  private func builder() async throws -> ProgramBuilder {
    let store = try Store(at: Tool.store)
    return ProgramBuilder(
      BuildEnvironment(
        toolChain: try await ToolChain.find(rememberingIn: store), store: store,
        support: try SupportFiles.belonging(toExecutable: Tool.workbook)))
  }

  /// Builds the first chapter of a book.
  private func build(_ book: Book) async throws -> ChapterBuild {
    try await builder().build(book.chapters.map { ChapterSources(of: $0) })[book.chapters[0]]
  }

  @Test func `a listing becomes a program`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        """
        ```swift says-hello.swift
        import Sockets
        print("hello from \\(Address.ipv4(.loopback, port: 1))")
        ```
        """)
      let result = try await build(book)
      #expect(result.diagnostics == [])
      let program = try #require(result.programs.values.first)
      #expect(program.name == "says-hello")
      let outcome = try await Tool.run(program.executable, [], in: folder.url)
      #expect(outcome.output == "hello from 127.0.0.1:1\n")
    }
  }

  @Test func `what the compiler says is told in lines of the chapter`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write(
        "// snippet.part\nlet included: Int = \"\"\n// snippet.end\n", to: "part.swift")
      let book = try folder.book(
        """
        ```swift broken.swift
        print("one")
        ```

        ```swift broken.swift continued
        prin("two")
        ```

        ```swift including.swift include=part.swift#part
        ```

        ```swift
        let fragment: Int = ""
        ```

        ```swift unchecked
        this is no Swift
        ```

        ```swift warned.swift
        func f() -> Int { 1 }
        f()
        ```
        """)
      for _ in 1...2 {
        let result = try await build(book)
        #expect(
          result.diagnostics.map(\.description) == [
            "chapters/01-test.md:8:1: error: cannot find 'prin' in scope",
            "part.swift:2:21: error: cannot convert value of type 'String' to specified type 'Int'",
            "chapters/01-test.md:24:1: warning: result of call to 'f()' is unused [#no-usage]",
            "chapters/01-test.md:15:21: error: cannot convert value of type 'String' to specified type 'Int'",
          ])
        #expect(result.failed == ["broken", "including"])
        #expect(result.programs.keys.sorted() == ["warned"])
      }
    }
  }

  @Test func `nothing is compiled that need not be`() async throws {
    try await TemporaryFolder.with { folder in
      // A text that no other test, and no earlier run, has compiled.
      let listing = """
        ```swift same.swift
        // \(UUID().uuidString)
        print("same")
        ```
        """
      let first = try folder.book(listing)
      #expect(
        try await builder().build(first.chapters.map { ChapterSources(of: $0) }).compiledCount == 1)
      #expect(
        try await builder().build(first.chapters.map { ChapterSources(of: $0) }).compiledCount == 0)
      // Prose above moves the listing; the program stays.
      let moved = try folder.book("More words.\n\n" + listing)
      #expect(
        try await builder().build(moved.chapters.map { ChapterSources(of: $0) }).compiledCount == 0)
      // A chapter that has the same program too takes it as it is.
      try folder.write("# Two\n\n" + listing, to: "chapters/02-two.md")
      let both = try Book.read(from: BookFolder(root: folder.url))
      let result = try await builder().build(both.chapters.map { ChapterSources(of: $0) })
      #expect(result.compiledCount == 0)
      #expect(result.chapters["01-test"]?.programs == result.chapters["02-two"]?.programs)
      // Optimisation makes another one.
      let released = try folder.book(
        listing.replacing("same.swift\n", with: "same.swift release\n"))
      #expect(
        try await builder().build(released.chapters.map { ChapterSources(of: $0) }).compiledCount
          == 1)
    }
  }

  @Test func `a program may have an entry point of its own`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        """
        ```swift 2-entry.swift
        @main
        struct Entry {
          static func main() { print("entered") }
        }
        ```
        """)
      let result = try await build(book)
      let program = try #require(result.programs.values.first, "\(result.diagnostics)")
      #expect(try await Tool.run(program.executable, [], in: folder.url).output == "entered\n")
    }
  }

  @Test func `a store that was moved is as good as before`() async throws {
    try await TemporaryFolder.with { folder in
      func count(_ text: String, store: String) async throws -> Int {
        let store = try Store(at: folder.url.appending(path: store))
        let builder = ProgramBuilder(
          BuildEnvironment(
            toolChain: try await ToolChain.find(rememberingIn: store), store: store,
            support: try SupportFiles.belonging(toExecutable: Tool.workbook)))
        let result = try await builder.build(
          folder.book("```swift a.swift\n\(text)\n```").chapters.map { ChapterSources(of: $0) })
        #expect(result.chapters["01-test"]?.diagnostics == [])
        return result.compiledCount
      }
      #expect(try await count("print(1)", store: "one") == 1)
      try FileManager.default.moveItem(
        at: folder.url.appending(path: "one"), to: folder.url.appending(path: "two"))
      #expect(try await count("print(1)", store: "two") == 0)
      #expect(try await count("print(2)", store: "two") == 1)
    }
  }

  @Test func `missing sources of Sockets are told`() {
    let error = #expect(throws: BuildError.self) {
      try SupportFiles.belonging(toExecutable: URL(filePath: "/nowhere/bin/workbook"))
    }
    #expect(
      error
        == .noSupportFiles(searched: ["/nowhere/share/workbook", "/nowhere/bin"]))
  }

  @Test func `a compiler that something ends is told as such`() async throws {
    await #expect(
      throws: BuildError.tool(path: "/bin/sh", output: "a\nit was ended by signal 9")
    ) {
      try await ToolChain.run(URL(filePath: "/bin/sh"), ["-c", "echo a; kill -KILL $$"])
    }
  }

  @Test(
    .timeLimit(.minutes(10)),
    arguments: ["sleep 1000", "trap 'exit 0' TERM INT; mkfifo pipe; read line <pipe"])
  func `a compiler that is cancelled says nothing of a listing`(script: String) async throws {
    try await TemporaryFolder.with { folder in
      let task = Task {
        try await ToolChain.run(
          URL(filePath: "/bin/sh"), ["-c", ": >begun; exec 2>/dev/null; \(script)"], in: folder.url)
      }
      let begun = folder.url.appending(path: "begun").path
      while !FileManager.default.fileExists(atPath: begun) { await Task.yield() }
      task.cancel()
      await #expect(throws: CancellationError.self) { _ = try await task.value }
    }
  }

  // MARK: What a listing asks the linker for

  /// A listing that puts words into a section of its object, as the compiler does.
  private static func listing(_ words: String, isStatic: Bool = false) -> String {
    let bytes = Array(words.utf8) + [0]
    let type = bytes.map { _ in "UInt8" }.joined(separator: ", ")
    let value = bytes.map(String.init).joined(separator: ", ")
    let entry = "let entry: (\(type)) = (\(value))"
    return """
      print("ran")
      \(isStatic ? "enum Entries {" : "")
      @section(".swift1_autolink_entries") @used
      \(isStatic ? "static \(entry) }" : "private \(entry)")
      """
  }

  @Test(arguments: [
    "--ld-path=./evil", "-fuse-ld=./evil", "-B.", "-Wl,-o,$PWD/written", "-Wl,--noinhibit-exec",
    "@words", "-l:evil.a", "-L.", "-levil", "evil.a", "-lswiftCore -levil", "-l../evil", "-l",
    "-Xlinker", "-specs=evil", "--config=evil", "-lswiftCore\u{1}", "-lswiftCor\u{e9}",
  ])
  func `a listing that passes arguments to the linker isn't linked`(words: String) async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("#!/bin/sh\n: >'\(folder.url.path)/written'\n", to: "evil")
      #expect(chmod(folder.url.appending(path: "evil").path, 0o755) == 0)
      let words = words.replacing("$PWD", with: folder.url.path)
        .replacing("./", with: folder.url.path + "/")
      for isStatic in [false, true] {
        let book = try folder.book(
          "```swift harmful.swift\n\(Self.listing(words, isStatic: isStatic))\n```")
        let result = try await build(book)
        #expect(result.failed == ["harmful"])
        #expect(result.programs.isEmpty)
        let messages = result.diagnostics.filter { $0.severity == .error }.map(\.description)
        let start = "chapters/01-test.md:6:1: error: harmful.swift passes `"
        #expect(messages.count == 1 && messages[0].hasPrefix(start), "\(messages)")
      }
      #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "written").path))
    }
  }

  @Test(arguments: [
    "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Observation", "RegexBuilder",
    "Synchronization", "Distributed",
  ])
  func `a listing may import the modules of the tool chain`(module: String) async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        "```swift importing.swift\nimport \(module)\nimport Sockets\nprint(\"ran\")\n```")
      let result = try await build(book)
      let program = try #require(result.programs.values.first, "\(result.diagnostics)")
      #expect(try await Tool.run(program.executable, [], in: folder.url).output == "ran\n")
    }
  }

  @Test(arguments: ["diagnostics", "line-table", "object.o", "target"])
  func `a program may be called like the tool's own files`(name: String) async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("```swift \(name).swift\nprint(\"ran\")\n```")
      let result = try await build(book)
      let program = try #require(result.programs.values.first, "\(result.diagnostics)")
      #expect(try await Tool.run(program.executable, [], in: folder.url).output == "ran\n")
    }
  }

  @Test func `what doesn't link is told`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        """
        ```swift missing.swift
        @_silgen_name("there_is_no_such_function") func missing()
        missing()
        ```
        """)
      let result = try await build(book)
      #expect(result.failed == ["missing"])
      let message = try #require(result.diagnostics.first).description
      #expect(message.hasPrefix("chapters/01-test.md:4:1: error: missing.swift doesn't build:"))
      #expect(message.contains("there_is_no_such_function"))
    }
  }
}
