import WorkbookModel

/// The words of a chapter's listings in colour, and the declarations that they show.
///
/// A declaration stands once, at the end of the page, however often its name does: an example names
/// things over and over, and the text inside every name would make pages several times as long. Each
/// name has the declaration's number as its class, and a rule in the page's head shows the declaration
/// while the pointer is over such a name or the name has the focus. That takes `:has()` and no script.
/// HTML's own popovers would take a button for each name, whose text browsers leave out when code is
/// selected and copied; `title` shows nothing on a touch screen and to the keyboard.
struct ListingWords {
  private let highlights: [String: HighlightedSource]
  /// The page's declarations in the order in which they are met.
  private var listed: [Declaration] = []
  private var numbers: [Declaration: Int] = [:]

  /// Collects the words of a chapter.
  ///
  /// - Parameters:
  ///   - chapter: The chapter.
  ///   - highlights: What is known of them, by the listing's text.
  ///   - declares: Whether declarations are shown; colours always are.
  init(
    of chapter: Chapter, _ highlights: [String: HighlightedSource], declares: Bool = true
  ) {
    self.highlights = highlights
    guard declares else { return }
    for text in chapter.listings.map(\.text) + chapter.fragments.map(\.text) {
      for declaration in highlights[text]?.declarations ?? [] where numbers[declaration] == nil {
        listed.append(declaration)
        numbers[declaration] = listed.count
      }
    }
  }

  /// The rules that show declarations: those of the name under the pointer and of the one with the focus.
  var style: HTML {
    guard !listed.isEmpty else { return "" }
    let selectors = (1...listed.count).map { "&:has(.D\($0):is(:hover,:focus)) #D\($0)" as HTML }
    return """
      <style>
      main {
      \(selectors.joined(separator: ",\n")) { display: block }
      }
      </style>

      """
  }

  /// All declarations, which nobody sees until one is asked for.
  var declarations: HTML {
    listed.enumerated().map { index, declaration -> HTML in
      let documentation: HTML =
        declaration.documentation.isEmpty ? "" : "\n\(Self.firstSentence(of: declaration))"
      return """
        <div id="D\(index + 1)"><code>\(declaration.text)</code>\(documentation)</div>

        """
    }.joined()
  }

  /// Documentation begins with a sentence that stands by itself; a page has no room for more.
  private static func firstSentence(of declaration: Declaration) -> Substring {
    let text = declaration.documentation
    return text.firstRange(of: ". ").map { text[...$0.lowerBound] } ?? text[...]
  }

  /// What writes the lines of a listing or of a piece of it.
  ///
  /// - Parameter text: The listing's text; nothing for what isn't Swift, even if it reads the same.
  /// - Returns: A writer for one figure.
  func writer(of text: String?) -> Writer {
    let source = text.flatMap { highlights[$0] }
    return Writer(
      lines: Dictionary(grouping: source?.tokens ?? [], by: \.line),
      numbers: source?.declarations.map { numbers[$0] } ?? [])
  }

  /// Writes lines in their order.
  struct Writer {
    fileprivate let lines: [Int: [HighlightedSource.Token]]
    /// The page's numbers of the source's declarations.
    fileprivate let numbers: [Int?]
    /// The declarations that a name with a place in the keyboard's order was written for.
    private var reachable: Set<Int> = []

    fileprivate init(lines: [Int: [HighlightedSource.Token]], numbers: [Int?]) {
      self.lines = lines
      self.numbers = numbers
    }

    /// Writes a line.
    ///
    /// - Parameters:
    ///   - line: Its text.
    ///   - number: Its number in the source, from 1.
    /// - Returns: The text with its words marked.
    mutating func html(_ line: some StringProtocol, number: Int) -> HTML {
      let line = String(line)
      var html: HTML = ""
      var end = line.startIndex
      for token in lines[number] ?? [] {
        guard let text = token.text(in: line), text.startIndex >= end else { continue }
        html += "\(line[end..<text.startIndex])\(word(text, token))"
        end = text.endIndex
      }
      return html + "\(line[end...])"
    }

    private mutating func word(_ text: Substring, _ token: HighlightedSource.Token) -> HTML {
      let name = ListingWords.className(of: token.kind)
      guard let number = token.declaration.flatMap({ numbers[$0] }) else {
        return name.map { "<i class=\"\($0)\">\(text)</i>" } ?? "\(text)"
      }
      let names: HTML = name.map { "\($0) D\(number)" } ?? "D\(number)"
      // Tab goes to each name once, where a listing has it first; a finger or the pointer everywhere.
      let access: HTML =
        reachable.insert(number).inserted
        ? " tabindex=\"0\" aria-describedby=\"D\(number)\"" : ""
      return "<i class=\"\(names)\"\(access)>\(text)</i>"
    }
  }

  /// The class of a kind in the style sheet: one letter, as a page has thousands; for the same reason words
  /// are `i` elements.
  ///
  /// - Returns: Nothing for variables, which have the colour of the text.
  private static func className(of kind: HighlightedSource.Kind) -> HTML? {
    switch kind {
    case .keyword: "k"
    case .attribute: "a"
    case .type: "t"
    case .function: "f"
    case .property: "p"
    case .variable: nil
    case .string: "s"
    case .number: "n"
    case .comment: "c"
    }
  }
}
