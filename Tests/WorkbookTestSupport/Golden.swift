// Where the library is linked statically, as in the tool's release, there is no such module, and no test.
#if canImport(Testing)
package import FoundationEssentials
package import Testing

/// Compares texts with files in the folder `Fixtures` beside a test.
package enum Golden {
  /// Expects a text to be that of a file in `Fixtures`.
  ///
  /// With `RECORD=1` in the environment the file is written again, which must not pass for a comparison and so
  /// is an issue, too.
  package static func expect(
    _ text: String, equals name: String, testFile: String = #filePath,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = URL(filePath: testFile).deletingLastPathComponent().appending(path: "Fixtures")
    try expect(text, equalsFile: folder.appending(path: name), sourceLocation: sourceLocation)
  }

  /// Expects a text to be that of a file, in the same way.
  package static func expect(
    _ text: String, equalsFile file: URL, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let suite = sourceLocation.fileName.split(separator: ".").first ?? ""
    let isRecording = ProcessInfo.processInfo.environment["RECORD"] == "1"
    if let issue = try issue(
      with: text, in: file, of: String(suite), isRecording: isRecording)
    {
      Issue.record("\(issue)", sourceLocation: sourceLocation)
    }
  }

  /// The most lines of a difference that are shown.
  private static let longest = 60

  /// What there is to say about a text that should be that of a file; `nil` if it is.
  package static func issue(
    with text: String, in file: URL, of suite: String, isRecording: Bool
  ) throws -> String? {
    if isRecording {
      try Data(text.utf8).write(to: file)
      return "\(file.path) was written anew"
    }
    let expected = FileManager.default.contents(atPath: file.path)
    if expected == Data(text.utf8) { return nil }
    let diff = UnifiedDiff(from: String(decoding: expected ?? Data(), as: UTF8.self), to: text)
    return """
      \(file.path) \(expected == nil ? "isn't there" : "is different"); if the test is right, write it \
      anew: RECORD=1 script/test --filter \(suite)
      --- the file
      +++ the test
      \(diff.description(limit: longest))
      """
  }
}
#endif
