package import FoundationEssentials

/// Compares texts with files in the folder `Fixtures` beside a test.
package enum Golden: Hashable {
  case same
  /// The text isn't the file's.
  case different
  /// The file was written anew, which must not pass for a comparison.
  case recorded

  /// Compares a text with a file; with `RECORD=1` in the environment the file is written instead.
  package static func compare(
    _ text: String, with name: String, testFile: String = #filePath
  ) throws -> Golden {
    try compare(
      text,
      withFile: URL(filePath: testFile).deletingLastPathComponent()
        .appending(path: "Fixtures/\(name)"))
  }

  /// Compares a text with a file, in the same way.
  package static func compare(_ text: String, withFile file: URL) throws -> Golden {
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(text.utf8).write(to: file)
      return .recorded
    }
    return String(decoding: try Data(contentsOf: file), as: UTF8.self) == text ? .same : .different
  }
}
