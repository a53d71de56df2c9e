import WorkbookModel

/// A picture of bytes that an example prints: a cell for each, and above it what it belongs to.
struct BytePicture {
  let layout: ByteLayout
  /// The name of the example.
  let example: String
  /// Which one of the example's it is, counted from 1.
  let number: Int

  var picture: Picture {
    Picture(
      kind: number == 1 ? "bytes" : "bytes\(number)", example: example,
      note: "bytes that it prints, and what they are",
      title: "Bytes of \(example)",
      description:
        "The bytes of \(layout.rows.map(\.title).joined(separator: ", ")), from the first to the last; each is in the table below.",
      width: width, height: layout.rows.count * Self.rowHeight + 4, drawing: drawing,
      columns: ["Layout", "Bytes", "What they are", "Hexadecimal"], rows: rows)
  }

  private var rows: [[HTML]] {
    layout.rows.flatMap { row -> [[HTML]] in
      var start = 0
      return row.fields.map { field -> [HTML] in
        let count = field.digits.count / 2
        defer { start += count }
        return [
          "\(row.title)", count == 1 ? "\(start)" : "\(start) to \(start + count - 1)",
          "\(field.name)", "<code>\(Self.bytes(field).joined(separator: " "))</code>",
        ]
      }
    }
  }

  private static func bytes(_ field: ByteLayout.Field) -> [String] {
    let digits = Array(field.digits)
    return stride(from: 0, to: digits.count - 1, by: 2).map { String(digits[$0...$0 + 1]) }
  }

  private static let (rowHeight, cellHeight, left) = (84, 30, 14)

  /// How wide a byte is drawn: as wide as the longest row leaves room for.
  private var cellWidth: Int {
    let most = layout.rows.map { $0.digits.count / 2 }.max() ?? 1
    return max(8, min(36, (width - 2 * Self.left) / most))
  }

  /// Two digits take room for three letters.
  private var width: Int {
    let most = layout.rows.map { $0.digits.count / 2 }.max() ?? 1
    return most * 24 + 2 * Self.left > Picture.narrow ? Picture.wide : Picture.narrow
  }

  private var drawing: HTML {
    layout.rows.enumerated().map { number, row -> HTML in
      let top = number * Self.rowHeight
      var start = 0
      var lane = 0
      let fields = row.fields.map { field -> HTML in
        let bytes = Self.bytes(field)
        defer {
          start += bytes.count
          // What comes behind a gap has the colour that it has without one.
          if !field.isGap { lane += 1 }
        }
        return html(field, bytes, at: start, lane: lane % 4, top)
      }
      return
        "<text class=\"name\" x=\"\(Self.left)\" y=\"\(top + 18)\">\(row.title)</text>\n\(fields.joined())"
    }.joined()
  }

  private func html(
    _ field: ByteLayout.Field, _ bytes: [String], at start: Int, lane: Int, _ top: Int
  ) -> HTML {
    let left = Self.left + start * cellWidth
    let width = bytes.count * cellWidth
    let cells = bytes.enumerated().map { index, byte -> HTML in
      "<rect x=\"\(left + index * cellWidth)\" y=\"\(top + 44)\" width=\"\(cellWidth)\" height=\"\(Self.cellHeight)\"/><text x=\"\(left + index * cellWidth + cellWidth / 2)\" y=\"\(top + 64)\">\(byte)</text>"
    }
    return """
      <g class="\(field.isGap ? "gap" : "lane\(lane)")" text-anchor="middle"><text x="\(left + width / 2)" y="\(top + 38)">\(field.name)</text>\(cells.joined())</g>

      """
  }
}
