/// An object that the compiler made, as far as it says what it wants to be linked with (elf(5)).
struct ObjectFile {
  private let bytes: [UInt8]

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The arguments that Swift's driver would pass to the linker on the object's behalf, such as `-lswiftCore`.
  ///
  /// The compiler writes them into sections of this name, one behind the other, a zero behind each. Any
  /// program may put something into a section of this name, too (SE-0492, `@section`).
  ///
  /// - Returns: The arguments in all such sections; `nil` if this is no 64-bit ELF object in the order of bytes that
  ///   x86-64 and arm64 have.
  var autolinkArguments: [String]? {
    guard let sections else { return nil }
    var arguments: [String] = []
    for section in sections where section.name.elementsEqual(Self.autolinkSection.utf8) {
      arguments += section.contents.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
    return arguments
  }

  static let autolinkSection = ".swift1_autolink_entries"

  private struct Section {
    let name: ArraySlice<UInt8>
    let contents: ArraySlice<UInt8>
  }

  /// The sections that have bytes; `nil` if the table of them, or one of them, lies outside the file.
  private var sections: [Section]? {
    // ELFCLASS64 and ELFDATA2LSB.
    guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]),
      let table = number(at: 0x28, bytes: 8), let size = number(at: 0x3a, bytes: 2), size >= 64,
      var count = number(at: 0x3c, bytes: 2), var names = number(at: 0x3e, bytes: 2)
    else { return nil }
    // An object with very many sections says how many in the first one, and which has the names (SHN_XINDEX).
    if count == 0 {
      guard let first = number(at: table + 0x20, bytes: 8) else { return nil }
      count = first
    }
    if names == 0xffff {
      guard let first = number(at: table + 0x28, bytes: 4) else { return nil }
      names = first
    }
    guard count <= (bytes.count - table) / size, names < count else { return nil }
    let headers = (0..<count).map { table + $0 * size }
    guard let texts = contents(ofSectionAt: headers[names]) else { return nil }
    var sections: [Section] = []
    for header in headers {
      guard let type = number(at: header + 4, bytes: 4), let name = number(at: header, bytes: 4)
      else { return nil }
      // SHT_NULL and SHT_NOBITS have none.
      guard type != 0, type != 8 else { continue }
      guard name < texts.count, let contents = contents(ofSectionAt: header) else { return nil }
      sections.append(
        Section(name: texts.dropFirst(name).prefix { $0 != 0 }, contents: contents))
    }
    return sections
  }

  private func contents(ofSectionAt header: Int) -> ArraySlice<UInt8>? {
    guard let offset = number(at: header + 0x18, bytes: 8),
      let size = number(at: header + 0x20, bytes: 8),
      offset <= bytes.count, size <= bytes.count - offset
    else { return nil }
    return bytes[offset..<offset + size]
  }

  /// A number that fits into the file; `nil` if it lies outside, or is larger than the file.
  private func number(at offset: Int, bytes width: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - width else { return nil }
    let value = bytes[offset..<offset + width].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard width < 8 || value <= UInt64(bytes.count) else { return nil }
    return Int(value)
  }
}
