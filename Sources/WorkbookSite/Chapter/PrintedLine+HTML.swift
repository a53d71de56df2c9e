import WorkbookModel
import WorkbookVerify

extension PrintedLine {
  /// The line as a page shows it: bytes that can't be shown are marked, so that the byte `\x1B` and its name aren't
  /// taken for each other, and so is what filled holes.
  ///
  /// A text that differs from run to run has no markup in it (``MaskedComparison``), so a byte in it isn't marked.
  ///
  /// - Parameters:
  ///   - fills: What filled holes.
  ///   - hasColumns: Whether blanks between columns may be more or fewer in another run.
  /// - Returns: The line, without its end.
  func html(_ fills: [HoleFill] = [], hasColumns: Bool = false) -> HTML {
    var html: HTML = ""
    var start = 0
    for fill in fills {
      html += self.html(of: start..<fill.range.lowerBound, hasColumns) + Varying.html(fill.value)
      start = fill.range.upperBound
    }
    // Blanks at the end may be there or not.
    let hasBlank = !hasColumns || start < bytes.count && bytes.last == UInt8(ascii: " ")
    return html + self.html(of: start..<bytes.count, hasColumns)
      + (hasBlank ? "" : Varying.html("")) + end
  }

  /// Lines that may be any, and any number, with their ends.
  static func varying(_ lines: [PrintedLine]) -> HTML {
    let text = lines.map { $0.hasEnd ? "\($0.shown)\n" : $0.shown }.joined()
    return Varying.html(text) + (lines.last?.end ?? "")
  }

  /// What shows that the line doesn't end; its sign is the style sheet's, and isn't copied.
  private var end: HTML {
    hasEnd ? "" : "<span class=\"unended\" title=\"no newline here\"></span>"
  }

  private func html(of range: Range<Int>, _ hasColumns: Bool) -> HTML {
    guard hasColumns else { return html(of: range) }
    var html: HTML = ""
    var start = range.lowerBound
    while start < range.upperBound {
      let isBlank = bytes[start] == UInt8(ascii: " ")
      let end =
        bytes[start..<range.upperBound].firstIndex { ($0 == UInt8(ascii: " ")) != isBlank }
        ?? range.upperBound
      let run = self.html(of: start..<end)
      html += isBlank ? Varying.text.start + run + Varying.text.end : run
      start = end
    }
    return html
  }

  private func html(of range: Range<Int>) -> HTML {
    pieces(of: range).map { piece -> HTML in
      switch piece {
      case .text(let text): "\(text: text)"
      case .byte(let name):
        "<span class=\"byte\" title=\"a byte that shows nothing\">\(name)</span>"
      }
    }.joined()
  }
}
