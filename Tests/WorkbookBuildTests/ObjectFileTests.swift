import FoundationEssentials
import Testing
import WorkbookTestSupport

@testable import WorkbookBuild

/// Objects as the compiler makes them, and damaged ones.
@Suite struct ObjectFileTests {
  /// An object with sections; one more, the last, holds their names.
  private func object(_ sections: [(name: String, contents: [UInt8])]) -> [UInt8] {
    var names: [UInt8] = [0]
    var places: [Int] = []
    for section in sections + [(".shstrtab", [])] {
      places.append(names.count)
      names += Array(section.name.utf8) + [0]
    }
    let all = sections.map(\.contents) + [names]
    var bytes = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 57)
    var headers = [UInt8](repeating: 0, count: 64)
    for (place, contents) in zip(places, all) {
      headers += little(place, 4) + little(1, 4) + [UInt8](repeating: 0, count: 16)
      headers += little(bytes.count, 8) + little(contents.count, 8)
      headers += [UInt8](repeating: 0, count: 24)
      bytes += contents
    }
    bytes.replaceSubrange(0x28..<0x30, with: little(bytes.count, 8))
    bytes.replaceSubrange(
      0x3a..<0x40, with: little(64, 2) + little(all.count + 1, 2) + little(all.count, 2))
    return bytes + headers
  }

  private func little(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private let section = ObjectFile.autolinkSection

  @Test func `arguments in all sections are seen`() {
    let bytes = object([
      (".text", [1, 2, 3]), (section, Array("-la\0-lb\0\0".utf8)), (".data", Array("-lno\0".utf8)),
      (section, Array("--ld-path=x".utf8)),
    ])
    #expect(ObjectFile(bytes: bytes).autolinkArguments == ["-la", "-lb", "--ld-path=x"])
    #expect(ObjectFile(bytes: object([(".text", [])])).autolinkArguments == [])
  }

  /// More sections than the header has room for are counted in the first one (elf(5), e_shnum and e_shstrndx).
  @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
  func `an object may have very many sections`(countIsElsewhere: Bool, namesAreElsewhere: Bool) {
    var bytes = object([(".text", [1]), (section, Array("-la\0".utf8))])
    // The first header, and three sections; the last one has the names.
    let table = bytes.count - 4 * 64
    if countIsElsewhere {
      bytes.replaceSubrange(0x3c..<0x3e, with: little(0, 2))
      bytes.replaceSubrange(table + 0x20..<table + 0x28, with: little(4, 8))
    }
    if namesAreElsewhere {
      bytes.replaceSubrange(0x3e..<0x40, with: little(0xffff, 2))
      bytes.replaceSubrange(table + 0x28..<table + 0x2c, with: little(3, 4))
    }
    #expect(ObjectFile(bytes: bytes).autolinkArguments == ["-la"])
  }

  @Test func `what is cut off anywhere, or isn't an object, has none`() {
    let bytes = object([(section, Array("-la\0".utf8))])
    for count in bytes.indices {
      #expect(ObjectFile(bytes: Array(bytes[..<count])).autolinkArguments == nil, "\(count) bytes")
    }
    #expect(ObjectFile(bytes: Array("!<arch>\n".utf8) + bytes).autolinkArguments == nil)
  }

  @Test func `no byte makes it read outside of the file`() {
    let bytes = object([(".text", [1]), (section, Array("-la\0".utf8))])
    for index in bytes.indices {
      for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] {
        var changed = bytes
        changed[index] = value
        // It is enough that this returns.
        let words = ObjectFile(bytes: changed).autolinkArguments
        #expect(words?.joined().utf8.count ?? 0 <= bytes.count * 3)
      }
    }
  }
}
