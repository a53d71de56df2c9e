import WorkbookSupport

/// Reads the `bytes` blocks of a chapter.
///
/// Each line is a title, a colon, and the fields with their bytes in hexadecimal digits:
/// `native: I=01000000 2s=6162 gap=0000`.
struct ByteLayoutReader {
  let map: LineMap
  private(set) var layouts: [ByteLayout] = []
  var findings = Findings()

  init(map: LineMap) {
    self.map = map
  }

  mutating func read(_ block: CodeBlock, _ info: FenceInfo) {
    let line = block.lines.lowerBound
    findings.append(AttributeReader(info, known: [], line: line, map: map).findings)
    guard let name = info.name else {
      findings.report(.unnamedBytes, at: map.fence(inLine: line))
      return
    }
    var rows: [ByteLayout.Row] = []
    for (index, text) in block.text.wholeLines.enumerated() {
      let location = map.location(line: line + 1 + index)
      guard let row = Self.row(text, at: location) else {
        findings.report(.bytesRow(String(text)), at: location)
        continue
      }
      rows.append(row)
    }
    if block.text.isEmpty { findings.report(.bytesRow(""), at: map.fence(inLine: line)) }
    layouts.append(
      ByteLayout(location: map.location(of: name, inLine: line), example: name, rows: rows))
  }

  private static func row(_ text: Substring, at location: SourceLocation) -> ByteLayout.Row? {
    guard let match = text.wholeMatch(of: /(.+?): +(.+)/) else { return nil }
    let fields = match.2.split(separator: " ").map { word -> ByteLayout.Field? in
      guard let field = word.wholeMatch(of: /([^=]+)=((?:[0-9a-f]{2})+)/) else { return nil }
      return ByteLayout.Field(name: String(field.1), digits: String(field.2))
    }
    let known = fields.compactMap(\.self)
    guard known.count == fields.count else { return nil }
    return ByteLayout.Row(title: String(match.1), fields: known, location: location)
  }
}
