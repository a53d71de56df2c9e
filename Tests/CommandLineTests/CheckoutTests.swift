import FoundationEssentials
import Glibc
import Testing
import WorkbookTestSupport

/// What the tool does in a checkout that holds more than a book.
@Suite struct CheckoutTests {
  private static let chapter = """
    ```swift honest.swift
    print("honest")
    ```

    ```console a
    $ honest
    honest
    ```
    """

  /// Makes a book in the folder `book`, and caches of its user's in `caches`, in which is what every program
  /// is made of.
  ///
  /// - Returns: The name of the program's entry in a store.
  private func prepare(_ folder: TemporaryFolder) async throws -> String {
    try folder.write("{ \"title\": \"A\" }", to: "book/chapters/workbook.json")
    try folder.write("# A\n\n\(Self.chapter)\n", to: "book/chapters/01-a.md")
    let book = folder.url.appending(path: "book")
    let built = try await Tool.workbook(["verify"], in: book)
    #expect(built.status == 0, "\(built.output)\(built.errors)")
    let script = """
      mkdir -p caches/workbook/store
      cp -rl '\(Tool.store.path)/store/'module-* '\(Tool.store.path)/store/'tool-chain-* caches/workbook/store
      chmod -R go-w caches
      ls -td '\(Tool.store.path)/store/'program-*/honest | head -n 1 | grep -o 'program-[^/]*'
      """
    let copied = try await Tool.run(URL(filePath: "/bin/sh"), ["-ec", script], in: folder.url)
    #expect(copied.status == 0, "\(copied.errors)")
    return String(try #require(copied.output.split(separator: "\n").first))
  }

  /// Runs the tool as somebody does who names no store, and has caches of their own.
  private func verify(in folder: TemporaryFolder) async throws -> Tool.Outcome {
    try await Tool.run(
      URL(filePath: "/usr/bin/env"),
      ["XDG_CACHE_HOME=\(folder.url.path)/caches", Tool.workbook.path, "verify"],
      in: folder.url.appending(path: "book"))
  }

  /// What the user lets others do with new files doesn't matter to the store.
  @Test(arguments: ["000", "002", "077"])
  func `a store is good the next time, too`(mask: String) async throws {
    try await TemporaryFolder.with { folder in
      _ = try await prepare(folder)
      for _ in 1...2 {
        let outcome = try await Tool.run(
          URL(filePath: "/bin/sh"),
          [
            "-c", "umask \(mask); XDG_CACHE_HOME=$PWD/../caches exec \"$0\" verify",
            Tool.workbook.path,
          ], in: folder.url.appending(path: "book"))
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
      }
    }
  }

  @Test func `a store in the checkout is passed over`() async throws {
    try await TemporaryFolder.with { folder in
      // The names of entries are no secret, so a stranger can plant one.
      let entry = try await prepare(folder)
      try folder.write("#!/bin/sh\necho forged\n", to: "book/.workbook/store/\(entry)/honest")
      try folder.write("", to: "book/.workbook/store/\(entry)/.diagnostics")
      try folder.write("", to: "book/.workbook/store/\(entry)/.line-table")
      try folder.write("mine", to: "victim/\(UUID().uuidString)/content")
      let link = folder.url.appending(path: "book/.workbook/unfinished")
      let victim = folder.url.appending(path: "victim")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: victim)
      let before = try FileManager.default.subpathsOfDirectory(atPath: victim.path)
      let outcome = try await verify(in: folder)
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
      #expect(try FileManager.default.subpathsOfDirectory(atPath: victim.path) == before)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.url.appending(path: "book/.workbook").path)
      #expect(names.sorted() == ["store", "unfinished"])
    }
  }

  @Test func `a program in the store that is a link isn't run, and shows nothing`() async throws {
    try await TemporaryFolder.with { folder in
      let entry = try await prepare(folder)
      try folder.write("secret\n", to: "secret")
      try folder.write("", to: "caches/workbook/store/\(entry)/.diagnostics")
      try folder.write("", to: "caches/workbook/store/\(entry)/.line-table")
      let program = folder.url.appending(path: "caches/workbook/store/\(entry)/honest")
      try FileManager.default.createSymbolicLink(
        at: program, withDestinationURL: folder.url.appending(path: "secret"))
      let outcome = try await verify(in: folder)
      #expect(outcome.status == 1)
      #expect(outcome.output == "")
      #expect(
        outcome.errors.contains(
          "the store \(program.path) can't be used: it is a link, which isn't followed"),
        "\(outcome.errors)")
    }
  }
}
