import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookTestSupport

@testable import WorkbookBuild

@Suite struct StoreTests {
  private let key = StoreKey("test", ["source": "a"])

  @Test func `ingredients make the name`() {
    #expect(StoreKey("test", ["source": "a"]) == key)
    #expect(StoreKey("other", ["source": "a"]) != key)
    #expect(StoreKey("test", ["source": "b"]) != key)
    #expect(StoreKey("test", ["sourc": "ea"]) != key)
    #expect(StoreKey("test", ["a": "b", "c": "d"]) != StoreKey("test", ["a": "bc", "": "d"]))
  }

  @Test func `an entry is made once`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try Store(at: folder.url)
      #expect(store.entry(for: key) == nil)
      let first = try await store.entry(for: key) { try fill($0, with: "one") }
      let second = try await store.entry(for: key) { _ in Issue.record("it is there already") }
      #expect(first == second)
      #expect(try content(of: second) == "one")
    }
  }

  @Test func `examples that take long are remembered by what they type`() async throws {
    try await TemporaryFolder.with { folder in
      func example(_ name: String, _ command: String) throws -> Example {
        let book = try folder.book("```console \(name)\n$ \(command)\n```")
        return try #require(book.chapters.first?.examples.first)
      }
      let durations = Durations(rememberedIn: try Store(at: folder.url))
      let long = try example("long", "sleep 3")
      #expect(durations.duration(of: long) == 0)
      try await durations.note(3001.5, of: long)
      try await durations.note(99, of: example("short", "true"))
      let again = Durations(rememberedIn: try Store(at: folder.url))
      #expect(again.duration(of: long) == 3001.5)
      #expect(again.duration(of: try example("short", "true")) == 0)
      #expect(again.duration(of: try example("long", "sleep 2")) == 0)
      #expect(again.duration(of: try example("longer", "sleep 3")) == 0)
    }
  }

  @Test func `what fails isn't stored`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try Store(at: folder.url)
      struct Failure: Error {}
      await #expect(throws: Failure.self) {
        try await store.entry(for: key) { folder in
          try fill(folder, with: "half")
          throw Failure()
        }
      }
      #expect(store.entry(for: key) == nil)
      #expect(try leftOvers(in: folder) == [])
    }
  }

  @Test func `whoever comes second takes what the first has made`() async throws {
    try await TemporaryFolder.with { folder in
      let (one, two) = (try Store(at: folder.url), try Store(at: folder.url))
      // While one fills the entry, two fills it too, and is faster.
      let entry = try await one.entry(for: key) { unfinished in
        _ = try await two.entry(for: key) { try fill($0, with: "two") }
        try fill(unfinished, with: "one")
      }
      #expect(try content(of: entry) == "two")
      #expect(try leftOvers(in: folder) == [])
    }
  }

  @Test func `what a dead run left is cleared away, what a live one makes is not`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try Store(at: folder.url)
      try folder.write("half", to: "unfinished/dead/content")
      let entry = try await store.entry(for: key) { unfinished in
        try fill(unfinished, with: "whole")
        _ = try Store(at: folder.url)
        #expect(try leftOvers(in: folder) == [unfinished.lastPathComponent])
      }
      #expect(try content(of: entry) == "whole")
    }
  }

  @Test func `what a live one has only just begun isn't cleared away either`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try Store(at: folder.url)
      let entries = try await Array(0..<2_000).concurrentMap(limit: 4) { number in
        if number.isMultiple(of: 2) {
          _ = try Store(at: folder.url)
          return ""
        }
        let key = StoreKey("test", ["source": "\(number)"])
        return try content(of: await store.entry(for: key) { try fill($0, with: "\(number)") })
      }
      #expect(entries == (0..<2_000).map { $0.isMultiple(of: 2) ? "" : "\($0)" })
      #expect(try leftOvers(in: folder) == [])
    }
  }

  @Test func `a store that can't be made is told`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("a file", to: "store")
      let error = #expect(throws: BuildError.self) { try Store(at: folder.url) }
      #expect(error?.description.contains("name another with --store") == true)
    }
  }

  private func fill(_ folder: URL, with text: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: "content"))
  }

  private func content(of entry: URL) throws -> String {
    String(decoding: try Data(contentsOf: entry.appending(path: "content")), as: UTF8.self)
  }

  private func leftOvers(in folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: "unfinished").path)
  }
}
