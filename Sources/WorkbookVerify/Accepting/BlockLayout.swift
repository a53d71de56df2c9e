import WorkbookModel
import WorkbookSupport

/// How the lines of a fenced block stand in a chapter: behind the marks of quotations and lists, and between fences that
/// are long enough.
struct BlockLayout {
  /// What stands in front of each line.
  private let prefix: String
  /// What a line has in front that has nothing behind it.
  private let prefixAlone: String
  private let mark: Character
  private let length: Int

  init(_ opening: Substring, _ closing: Substring) {
    mark = closing.contains("~") ? "~" : "`"
    let before = opening.prefix { [mark] in $0 != mark }
    length = opening[before.endIndex...].prefix { [mark] in $0 == mark }.count
    // A quotation repeats its mark in front of each line; an item of a list has its own in front of the first line alone,
    // and others stand as far to the right.
    prefix = String(before.map { $0 == ">" || $0 == "\t" ? $0 : " " })
    prefixAlone = prefix.droppingBlanksAtEnd
  }

  /// Lines as they stand in the chapter; those with nothing on them leave no blanks at their ends.
  func lines(_ lines: [String]) -> [String] {
    lines.map { line in
      if line.isEmpty { return prefixAlone }
      // The first blank behind the mark of a quotation belongs to the mark.
      let isAmbiguous = prefix.last == ">" && (line.first == " " || line.first == "\t")
      return prefix + (isAmbiguous ? " " : "") + line
    }
  }

  /// What was typed for a program: in the line before, if that wasn't ended, which a backslash at its end says.
  ///
  /// - Parameters:
  ///   - text: What was typed.
  ///   - line: What had been printed last.
  /// - Returns: The lines that take the place of that line.
  func typed(_ text: String, behind line: String?) -> [String] {
    let typed = "\(TypedInput.begin)\(text)\(TypedInput.end)"
    guard let line else { return lines([typed]) }
    return line.isUnended ? [line.dropLast() + typed] : [line] + lines([typed])
  }

  /// The block with its fences, which are longer than any that its lines hold.
  func fenced(_ content: [String], _ opening: Substring, _ closing: Substring) -> [String] {
    let longest =
      content.map { line in
        line.drop { $0 != mark }.prefix { $0 == mark }.count
      }.max() ?? 0
    let longer = String(repeating: mark, count: longest < length ? length : longest + 1)
    func fence(_ line: Substring) -> String {
      let before = line.prefix { $0 != mark }
      return before + longer + line[before.endIndex...].drop { $0 == mark }
    }
    return [fence(opening)] + content + [fence(closing)]
  }
}

extension String {
  /// Whether a backslash stands at the end that isn't behind another one.
  fileprivate var isUnended: Bool { reversed().prefix { $0 == "\\" }.count % 2 == 1 }

  fileprivate var droppingBlanksAtEnd: String {
    var rest = self[...]
    while rest.last == " " || rest.last == "\t" { rest.removeLast() }
    return String(rest)
  }
}
