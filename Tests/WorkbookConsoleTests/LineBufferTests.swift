import FoundationEssentials
import Testing
import WorkbookConsole

@Suite struct LineBufferTests {
  @Test(arguments: [
    (["a\n"], ["a"], [String]()), (["a", "b\n"], ["ab"], []), (["a\nb"], ["a"], ["b"]),
    (["a\n\n", "b"], ["a", ""], ["b"]), (["a\nb\nc"], ["a", "b"], ["c"]), (["", "\n"], [""], []),
    ([], [], []),
    (["last"], [], ["last"]),
  ])
  func `pieces become lines, and the last one needs no end`(
    pieces: [String], whole: [String], rest: [String]
  ) {
    var buffer = LineBuffer()
    #expect(pieces.flatMap { buffer.append(Data($0.utf8)) } == whole)
    #expect(buffer.flush() == rest)
    #expect(buffer.flush() == [])
  }

  @Test func `a character in two pieces is whole`() {
    var buffer = LineBuffer()
    let bytes = Data("ü\n".utf8)
    #expect(buffer.append(bytes.prefix(1)) == [])
    #expect(buffer.append(bytes.dropFirst()) == ["ü"])
  }
}
