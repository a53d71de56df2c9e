import FoundationEssentials
import Testing
import WorkbookModel

@testable import WorkbookBuild

@Suite struct ProgramLinesTests {
  @Test func `every language that is compiled has a compiler`() {
    let compiled = Language.all.filter(\.isCompiled)
    #expect(!compiled.isEmpty)
    #expect(compiled == ProgramCompilers.all.map { $0.language })
  }

  /// A line of another file, such as one of the library that was inlined, is no line of the listing.
  @Test(
    arguments: [
      ("echo.swift:12", 12), ("echo.swift:12 (discriminator 1)", 12),
      ("Socket.swift:12", nil), ("other-echo.swift:12", nil), ("echo.swift.swift:3", nil),
      ("echo.swift:0", nil), ("??:0", nil), ("??:?", nil), ("", nil), ("echo.swift", nil),
    ] as [(Substring, Int?)])
  func `only lines of the listing count`(place: Substring, line: Int?) {
    let program = Program(
      name: "echo", source: "echo.swift", executable: URL(filePath: "/echo"),
      lineTable: URL(filePath: "/lines"))
    #expect(program.line(at: place) == line)
  }
}
