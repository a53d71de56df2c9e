import FoundationEssentials

/// A file of `Fixtures`, beside the tests.
enum Fixture {
  static func url(_ name: String, file: StaticString = #filePath) -> URL {
    URL(filePath: "\(file)").deletingLastPathComponent().appending(path: "Fixtures/\(name)")
  }

  static func text(_ name: String) throws -> String {
    try String(contentsOf: url(name), encoding: .utf8)
  }
}
