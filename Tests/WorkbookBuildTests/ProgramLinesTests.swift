import FoundationEssentials
import Testing

@testable import WorkbookBuild

@Suite struct ProgramLinesTests {
  /// A line of another file, such as one of the library that was inlined, is no line of the listing.
  @Test(
    arguments: [
      ("echo.swift:12", 12), ("echo.swift:12 (discriminator 1)", 12),
      ("Socket.swift:12", nil), ("other-echo.swift:12", nil), ("echo.swift.swift:3", nil),
      ("echo.swift:0", nil), ("??:0", nil), ("??:?", nil), ("", nil), ("echo.swift", nil),
    ] as [(Substring, Int?)])
  func `only lines of the listing count`(place: Substring, line: Int?) {
    let program = Program(
      name: "echo", executable: URL(filePath: "/echo"), lineTable: URL(filePath: "/lines"))
    #expect(program.line(at: place) == line)
  }
}
