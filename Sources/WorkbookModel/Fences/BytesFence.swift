import WorkbookSupport

/// Reads a `bytes` block: bytes that an example prints, cut into what they mean.
///
/// Each line is a title, a colon, and the fields with their bytes in hexadecimal digits:
/// `native: I=01000000 2s=6162 gap=0000`.
enum BytesFence: FenceKind {
  static let languages = ["bytes"]
  static let attributes: [String] = []

  static func read(
    _ block: CodeBlock, _ info: FenceInfo, into draft: inout ChapterDraft
  ) -> CodeBlock.Meaning {
    draft.problems.append(AttributeReader(info, known: attributes).problems)
    guard let name = info.name else {
      draft.problems.report(.unnamedBytes, at: info.fence)
      return .plain
    }
    var rows: [ByteLayout.Row] = []
    for (index, text) in block.text.wholeLines.enumerated() {
      let range = draft.map.range(ofLine: info.line + 1 + index)
      guard let row = row(text, at: range.start) else {
        draft.problems.report(.bytesRow(String(text)), at: range)
        continue
      }
      rows.append(row)
    }
    if block.text.isEmpty { draft.problems.report(.bytesRow(""), at: info.fence) }
    return draft.add(ByteLayout(location: name.range.start, rows: rows), printedBy: name)
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
