import FoundationEssentials
import Testing

/// `CPythonTests.md` claims which of CPython's tests are covered by which of ours.
@Suite struct CPythonTableTests {
  /// What one line of the table says.
  private struct Row {
    let theirs: String
    let ours: [String]
    let remark: String
  }

  private func rows() throws -> [Row] {
    let text = try String(
      contentsOf: Fixture.url("../CPythonTests.md"), encoding: .utf8)
    var suite = ""
    var rows: [Row] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## ") { suite = String(line.dropFirst(3)) }
      let columns = line.split(separator: "|", omittingEmptySubsequences: false)
      guard line.hasPrefix("| test"), columns.count == 5 else { continue }
      let ours = columns[2].split(separator: "`").filter { $0.contains("/") }
        .map { String($0) }.filter { $0 != "<br>" && $0.contains("Tests/") }
      rows.append(
        Row(
          theirs: suite + "." + columns[1].filter { $0 != " " }, ours: ours,
          remark: columns[3].filter { $0 != " " }))
    }
    return rows
  }

  /// All tests of this target, as `Suite/name`.
  private func tests() throws -> Set<String> {
    let folder = Fixture.url("..")
    var tests: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where file.hasSuffix(".swift") {
      var suite = ""
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for line in text.split(separator: "\n") {
        if line.hasPrefix("@Suite"), let name = line.split(separator: " struct ").last {
          suite = String(name.prefix { $0.isLetter || $0.isNumber })
        }
        let parts = line.split(separator: "`", omittingEmptySubsequences: false)
        if parts.count == 3, parts[0].hasSuffix("func ") { tests.insert("\(suite)/\(parts[1])") }
      }
    }
    return tests
  }

  @Test func `every test of CPython's is answered for, by one that exists`() throws {
    let rows = try rows()
    let theirs = try Fixture.text("cpython-tests.txt").split(separator: "\n").map(String.init)
    #expect(theirs.count > 100)
    #expect(rows.map(\.theirs) == theirs)
    let tests = try tests()
    for row in rows {
      #expect(!row.ours.isEmpty || !row.remark.isEmpty, "\(row.theirs) has neither test nor reason")
      for test in row.ours {
        #expect(tests.contains(test), "\(row.theirs): there is no test \(test)")
      }
    }
  }
}
