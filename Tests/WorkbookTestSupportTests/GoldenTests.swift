import FoundationEssentials
import Testing
import WorkbookTestSupport

/// What a test says whose text isn't that of its file any more.
@Suite struct GoldenTests {
  @Test func `a text that is the file's is no issue`() throws {
    try withFile("one\n") { file in
      let issue = try issue(with: "one\n", in: file)
      #expect(issue == nil)
    }
  }

  @Test func `another text is shown as a diff, with the file's path and how to record it`() throws {
    try withFile("one\ntwo\n") { file in
      let issue = try issue(with: "one\n2\n", in: file)
      #expect(
        issue == """
          \(file.path) is different; if the test is right, write it anew: RECORD=1 script/test \
          --filter PageTests
          --- the file
          +++ the test
          @@ -1,2 +1,2 @@
           one
          -two
          +2
          """)
    }
  }

  @Test func `texts are compared by their bytes`() throws {
    // A letter with an accent, and a letter and an accent: the same to Swift's strings.
    try withFile("\u{e9}\n") { file in
      let issue = try issue(with: "e\u{301}\n", in: file)
      #expect(issue != nil)
    }
  }

  @Test func `of a long diff the beginning is shown`() throws {
    try withFile("") { file in
      let issue = try #require(try issue(with: String(repeating: "line\n", count: 1000), in: file))
      let lines = issue.split(separator: "\n")
      #expect(lines.count == 64)
      #expect(lines.last == "… and 941 more lines")
    }
  }

  @Test func `a file that isn't there is said to be missing`() throws {
    try withFile("") { file in
      let missing = file.appendingPathExtension("missing")
      let issue = try #require(try issue(with: "one\n", in: missing))
      #expect(issue.hasPrefix("\(missing.path) isn't there; "))
    }
  }

  @Test func `recording writes the file, and is an issue`() throws {
    try withFile("one\n") { file in
      let issue = try issue(with: "two\n", in: file, isRecording: true)
      #expect(issue == "\(file.path) was written anew")
      #expect(try String(contentsOf: file, encoding: .utf8) == "two\n")
    }
  }

  private func withFile(_ text: String, _ body: (URL) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "golden-\(UUID()).txt")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file)
  }

  private func issue(
    with text: String, in file: URL, isRecording: Bool = false
  ) throws -> String? {
    try Golden.issue(with: text, in: file, of: "PageTests", isRecording: isRecording)
  }
}

/// Differences as `diff -u` shows them.
@Suite struct UnifiedDiffTests {
  @Test(arguments: [
    ("", "", ""),
    ("a\n", "a\n", ""),
    ("", "a\n", "@@ -0,0 +1,1 @@\n+a"),
    ("a\n", "", "@@ -1,1 +0,0 @@\n-a"),
    ("a\n", "a", "@@ -1,1 +1,1 @@\n-a\n+a (no newline at the end)"),
    ("a\r\n", "a\n", "@@ -1,1 +1,1 @@\n-a\r\n+a"),
    (
      "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nnew\n5\n6\n7\n8\n9\n",
      "@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7"
    ),
    // Six lines between two changes are the context of both; seven aren't.
    (
      "x\n1\n2\n3\n4\n5\n6\ny\n", "1\n2\n3\n4\n5\n6\n",
      "@@ -1,8 +1,6 @@\n-x\n 1\n 2\n 3\n 4\n 5\n 6\n-y"
    ),
    (
      "x\n1\n2\n3\n4\n5\n6\n7\ny\n", "1\n2\n3\n4\n5\n6\n7\n",
      "@@ -1,4 +1,3 @@\n-x\n 1\n 2\n 3\n@@ -6,4 +5,3 @@\n 5\n 6\n 7\n-y"
    ),
  ])
  func `changes have three lines around them`(old: String, new: String, expected: String) {
    #expect(UnifiedDiff(from: old, to: new).description == expected)
  }

  @Test func `of long lines the place is shown where they part`() {
    let (head, tail) = (String(repeating: "a", count: 1000), String(repeating: "b", count: 1000))
    let diff = UnifiedDiff(from: "\(head)old\(tail)\n", to: "\(head)new\(tail)\n")
    let before = String(repeating: "a", count: 40)
    let after = String(repeating: "b", count: 157)
    #expect(
      diff.lines == ["@@ -1,1 +1,1 @@", "-…\(before)old\(after)…", "+…\(before)new\(after)…"])
  }
}
