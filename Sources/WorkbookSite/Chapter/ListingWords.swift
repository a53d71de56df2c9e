import WorkbookModel
import WorkbookSupport

/// The words of a chapter's listings in colour, and the declarations that they show.
///
/// A declaration stands once, at the end of the page, however often its name does: an example names
/// things over and over, and the text inside every name would make pages several times as long. Each
/// name has the declaration's number in its class, and a rule in the page's head shows the declaration
/// while the pointer is over such a name or the name has the focus. That takes `:has()` and no script.
/// HTML's own popovers would take a button for each name, whose text browsers leave out when code is
/// selected and copied; `title` shows nothing on a touch screen and to the keyboard.
///
/// A page has thousands of words, so their markup is short. A keyword is a `b` element and a string an `i`; a
/// word of any other kind is an `i` with a letter for the kind as its class. A name whose declaration is known
/// is an `a`, with the letter and the declaration's number. Attributes have no quotation marks where none are
/// needed (HTML, section 13.1.2.3). The script adds that a name is described by its declaration.
struct ListingWords {
  private let highlights: [SourceID: HighlightedSource]
  /// The page's declarations in the order in which they are met.
  private var listed: [Declaration] = []
  private var numbers: [Declaration: Int] = [:]
  /// The classes of the names of each declaration, by the declaration's number.
  private var classes: [Int: [String]] = [:]

  /// Collects the words of a chapter.
  ///
  /// - Parameters:
  ///   - chapter: The chapter.
  ///   - highlights: What is known of them.
  ///   - declares: Whether declarations are shown; colours always are.
  init(
    of chapter: Chapter, _ highlights: [SourceID: HighlightedSource], declares: Bool = true
  ) {
    self.highlights = highlights
    guard declares else { return }
    let sources =
      chapter.listings.map { SourceID.listing($0.name) }
      + chapter.fragments.indices.map { SourceID.fragment($0) }
    for source in sources {
      guard let source = highlights[source] else { continue }
      for declaration in source.declarations where numbers[declaration] == nil {
        listed.append(declaration)
        numbers[declaration] = listed.count
      }
      for token in source.tokens {
        guard let number = token.declaration.flatMap({ numbers[source.declarations[$0]] }) else {
          continue
        }
        let name = Self.className(of: token.kind, declaration: number)
        if classes[number]?.contains(name) != true { classes[number, default: []].append(name) }
      }
    }
  }

  /// The rules that show declarations: those of the name under the pointer and of the one with the focus.
  var style: HTML {
    guard !listed.isEmpty else { return "" }
    let selectors = (1...listed.count).compactMap { number -> HTML? in
      guard let classes = classes[number] else { return nil }
      let names = classes.map { ".\($0):hover,.\($0):focus" as HTML }.joined(separator: ",")
      return "&:has(\(names)) #D\(number)"
    }
    return """
      <style>
      main{
      \(selectors.joined(separator: ",\n")){display:block}
      }
      </style>

      """
  }

  /// All declarations; a page hides each until a reader asks for it.
  var declarations: HTML {
    listed.enumerated().map { index, declaration -> HTML in
      let documentation: HTML =
        declaration.documentation.isEmpty
        ? "" : "\n\(text: Self.firstSentence(of: declaration))"
      // The end of a paragraph may be left out (HTML, section 13.1.2.4).
      return """
        <p id=D\(index + 1)><code>\(text: declaration.text)</code>\(documentation)

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
  /// - Parameter source: The source; `nil` for code that is only shown.
  /// - Returns: A writer for one figure.
  func writer(of source: SourceID?) -> Writer {
    let source = source.flatMap { highlights[$0] }
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
        html += "\(text: line[end..<text.startIndex])\(word(text, token))"
        end = text.endIndex
      }
      return html + "\(text: line[end...])"
    }

    private mutating func word(_ text: Substring, _ token: HighlightedSource.Token) -> HTML {
      guard let number = token.declaration.flatMap({ numbers[$0] }) else {
        switch token.kind {
        case .variable: return "\(text: text)"
        case .keyword: return "<b>\(text: text)</b>"
        case .string: return "<i>\(text: text)</i>"
        default: return "<i class=\(ListingWords.letter(of: token.kind))>\(text: text)</i>"
        }
      }
      let name = ListingWords.className(of: token.kind, declaration: number)
      // Tab goes to each name once, where a listing has it first; a finger or the pointer everywhere.
      let stop: HTML = reachable.insert(number).inserted ? " tabindex=0" : ""
      return "<a class=\(name)\(stop)>\(text: text)</a>"
    }
  }

  /// The class of a name whose declaration is known.
  private static func className(of kind: HighlightedSource.Kind, declaration number: Int) -> String
  {
    "\(letter(of: kind))\(number)"
  }

  /// The letter of a kind in the style sheet.
  private static func letter(of kind: HighlightedSource.Kind) -> String {
    switch kind {
    case .keyword: "k"
    case .attribute: "a"
    case .type: "t"
    case .function: "f"
    case .property: "p"
    case .variable: "v"
    case .string: "s"
    case .number: "n"
    case .comment: "c"
    }
  }
}
