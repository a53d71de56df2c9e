import FoundationEssentials
import Glibc
import Testing
import WorkbookModel
import WorkbookSupport
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
      #expect(try store.entry(for: key) == nil)
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
      #expect(try store.entry(for: key) == nil)
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
      let dead = "unfinished/\(UUID().uuidString)"
      try folder.write("half", to: "\(dead)/content")
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

  // MARK: What others put into it

  /// A link, or something else that a checkout can hold, in the place of a folder of the store.
  @Test(arguments: [".", "store", "unfinished", "module-cache"])
  func `a store with a link in the place of a folder isn't used`(name: String) async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("mine", to: "victim/\(UUID().uuidString)/content")
      try folder.write("mine", to: "victim/notes.txt")
      let victim = folder.url.appending(path: "victim")
      let before = try FileManager.default.subpathsOfDirectory(atPath: victim.path).sorted()
      let place = folder.url.appending(path: "workbook")
      if name != "." { _ = try Store(at: place) }
      let link = name == "." ? place : place.appending(path: name)
      try? FileManager.default.removeItem(at: link)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: victim)
      #expect(
        throws: BuildError.store(path: link.path, reason: .link)
      ) { try Store(at: place) }
      #expect(
        try FileManager.default.subpathsOfDirectory(atPath: victim.path).sorted() == before)
    }
  }

  @Test func `only what is named as the store names it is cleared away`() async throws {
    try await TemporaryFolder.with { folder in
      let (dead, victim) = (UUID().uuidString, UUID().uuidString)
      try folder.write("half", to: "unfinished/\(dead)/content")
      try folder.write("mine", to: "unfinished/notes/content")
      try folder.write("mine", to: "unfinished/\(UUID().uuidString)")
      try folder.write("mine", to: "victim/content")
      try FileManager.default.createSymbolicLink(
        at: folder.url.appending(path: "unfinished/\(victim)"),
        withDestinationURL: folder.url.appending(path: "victim"))
      try FileManager.default.createSymbolicLink(
        at: folder.url.appending(path: "unfinished/\(dead)/link"),
        withDestinationURL: folder.url.appending(path: "victim"))
      _ = try Store(at: folder.url)
      let left = try leftOvers(in: folder)
      #expect(left.count == 3 && !left.contains(dead), "\(left)")
      #expect(try folder.text(of: "unfinished/notes/content") == "mine")
      #expect(try folder.text(of: "victim/content") == "mine")
    }
  }

  @Test func `an entry that is a link, or a file, isn't taken for one`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try Store(at: folder.url)
      let place = folder.url.appending(path: "store/\(key.text)")
      try folder.write("forged", to: "elsewhere/content")
      try FileManager.default.createSymbolicLink(
        at: place, withDestinationURL: folder.url.appending(path: "elsewhere"))
      #expect(
        throws: BuildError.store(path: place.path, reason: .link)
      ) { try store.entry(for: key) }
      await #expect(throws: BuildError.self) {
        try await store.entry(for: key) { try fill($0, with: "one") }
      }
      #expect(try folder.text(of: "elsewhere/content") == "forged")
      try FileManager.default.removeItem(at: place)
      try folder.write("forged", to: "store/\(key.text)")
      #expect(throws: BuildError.store(path: place.path, reason: .notAFolder)) {
        try store.entry(for: key)
      }
    }
  }

  @Test func `a file of an entry is a regular one, and no link`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try Store(at: folder.url)
      try folder.write("secret", to: "secret")
      let entry = try await store.entry(for: key) { try fill($0, with: "one") }
      #expect(try Store.contents(of: "content", in: entry) == Data("one".utf8))
      let file = entry.appending(path: "content")
      func expectRefusal(_ reason: FileError.Reason) {
        let error = BuildError.store(path: file.path, reason: reason)
        #expect(throws: error) { try Store.contents(of: "content", in: entry) }
        #expect(throws: error) { try Store.check("content", in: entry) }
      }
      try FileManager.default.removeItem(at: file)
      expectRefusal(.system(ENOENT))
      try FileManager.default.createSymbolicLink(
        at: file, withDestinationURL: folder.url.appending(path: "secret"))
      expectRefusal(.link)
      try FileManager.default.removeItem(at: file)
      // Opening it for reading would wait for somebody who writes.
      #expect(mkfifo(file.path, 0o600) == 0)
      expectRefusal(.notAFile)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a file to somebody else"))
  func `what belongs to somebody else isn't used`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try Store(at: folder.url)
      let entry = try await store.entry(for: key) { try fill($0, with: "one") }
      let foreign = FileError.Reason.otherOwner(12345)
      let file = entry.appending(path: "content")
      #expect(chown(file.path, 12345, 12345) == 0)
      #expect(throws: BuildError.store(path: file.path, reason: foreign)) {
        try Store.contents(of: "content", in: entry)
      }
      #expect(chown(entry.path, 12345, 12345) == 0)
      #expect(throws: BuildError.store(path: entry.path, reason: foreign)) {
        try store.entry(for: key)
      }
      #expect(chown(folder.url.path, 12345, 12345) == 0)
      #expect(throws: BuildError.store(path: folder.url.path, reason: foreign)) {
        try Store(at: folder.url)
      }
    }
  }

  @Test func `what other users may write into isn't used`() async throws {
    try await TemporaryFolder.with { folder in
      _ = try Store(at: folder.url)
      let entries = folder.url.appending(path: "store")
      #expect(chmod(entries.path, 0o770) == 0)
      #expect(
        throws: BuildError.store(path: entries.path, reason: .writableByOthers)
      ) { try Store(at: folder.url) }
    }
  }

  @Test func `a store is the user's, and not the book's`() async throws {
    try await TemporaryFolder.with { folder in
      let (user, home) = (geteuid(), folder.url.path)
      func place(_ environment: [String: String], of user: uid_t = user) -> String {
        Store.place(in: environment, of: user).path
      }
      #expect(place(["XDG_CACHE_HOME": "/caches", "HOME": home]) == "/caches/workbook")
      // The specification has relative ones passed over.
      #expect(place(["XDG_CACHE_HOME": "caches", "HOME": home]) == "\(home)/.cache/workbook")
      #expect(place(["HOME": home]) == "\(home)/.cache/workbook")
      // Somebody without a home, and somebody with another one's.
      #expect(place([:], of: 12345) == "/var/tmp/workbook-12345")
      #expect(place(["HOME": "/nonexistent"], of: 12345) == "/var/tmp/workbook-12345")
      #expect(place(["HOME": home], of: user + 12345).hasPrefix("/var/tmp/workbook-"))
    }
  }

  @Test func `a store's folder is made for the user alone`() async throws {
    try await TemporaryFolder.with { folder in
      _ = try Store(at: folder.url.appending(path: "a/b/c"))
      for path in ["a", "a/b", "a/b/c", "a/b/c/store", "a/b/c/unfinished", "a/b/c/module-cache"] {
        let attributes = try FileManager.default.attributesOfItem(
          atPath: folder.url.appending(path: path).path)
        #expect(attributes[.posixPermissions] as? Int == 0o700, "\(path)")
      }
    }
  }

  @Test func `the newest reports are kept, and what else is there`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try Store(at: folder.url)
      try folder.write("mine", to: "reports/notes.txt")
      for number in 0..<18 {
        try folder.write("old", to: "reports/20260101T0000\(10 + number).000Z-1.json")
      }
      for number in 1...4 {
        let file = try store.keep(Data("\(number)".utf8))
        #expect(try folder.text(of: "reports/\(file.lastPathComponent)") == "\(number)")
      }
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.url.appending(path: "reports").path
      ).sorted()
      #expect(names.count == 21 && names.last == "notes.txt", "\(names)")
      #expect(names.first == "20260101T000012.000Z-1.json")
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
