import FoundationEssentials
package import Testing

/// Compares a text with a file in the folder `Fixtures` beside the test.
///
/// With `RECORD=1` in the environment the file is written instead, and the test fails, so that
/// recording can't be mistaken for passing.
package func expectGolden(
  _ text: String, _ name: String, testFile: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: testFile).deletingLastPathComponent()
    .appending(path: "Fixtures/\(name)")
  if ProcessInfo.processInfo.environment["RECORD"] == "1" {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    Issue.record("recorded \(name)", sourceLocation: sourceLocation)
  }
  let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
  #expect(text == golden, "see \(name); RECORD=1 writes it anew", sourceLocation: sourceLocation)
}
