import CCMark
import Glibc
import Testing

/// Made-up texts, each shown as libcmark alone shows it.
///
/// The marks that a text gets before libcmark reads it, and the rules that the tool adds, change nothing else.
@Suite struct MadeUpMarkdownTests {
  /// What a made-up text is put together from.
  enum Kind: CaseIterable {
    /// Signs in any order.
    case signs
    /// Lines in quotations and lists.
    case lines
  }

  /// All but what GFM knows besides, and HTML: those are to be different.
  private static let signs = [
    "a", "b", "é", " ", " ", "  ", "\n", "\n", "\n\n", "\t", "*", "**", "_", "__", "`", "``", "[",
    "]", "(", ")", "![", "](", "](/u)", "[a]", "[b.c]", "[a]: /u\n", "[b.c]: <v:w>\n", "\\",
    "&amp;", "&", "&#58;", "> ", ">", "- ", "* ", "1. ", "2) ", "10. ", "# ", "## ", "    ",
    "---\n", "===\n", "***\n", "```\n", "~~~\n", "< ", "<tel:1>", "<me@b.c>", ":", ".", "!", "\"",
    "'", "ww.", "http", "|", "x", "<",
  ]
  private static let beginnings = [
    "", "", "> ", ">", "- ", "* ", "1. ", "10) ", " ", "  ", "   ", "    ", "     ", "\t", ">  ",
    "-\t", "-   ",
  ]
  private static let contents = [
    "", "", "a", "b.c", "```", "```", "~~~", "~~~~", "``` text", "# a", "## b #", "---", "===",
    "***", "[a]: /u", "[a]", "[b](/u)", "![b](/u.png)", "*a*", "_b", "`a", "a`", "a  ", "a\\",
    "<tel:1>", "&lt;", "|", "**", "] [",
  ]

  @Test(arguments: Kind.allCases) func `a made-up text is shown as libcmark shows it`(
    kind: Kind
  ) throws {
    var numbers = MadeUpNumbers(seed: 8)
    var shown = 0
    for _ in 0..<2000 {
      let markdown = text(of: kind, using: &numbers)
      let example = SpecificationExample(number: 0, markdown: markdown, html: html(of: markdown))
      switch try example.outcome {
      case .refused: break
      case .different:
        Issue.record("\(markdown.debugDescription) isn't \(example.html.debugDescription)")
      case nil: shown += 1
      }
    }
    #expect(shown > 500)
  }

  private func text(of kind: Kind, using numbers: inout MadeUpNumbers) -> String {
    func some(_ pieces: [String], upTo count: Int) -> String {
      (0..<Int.random(in: 1...count, using: &numbers)).map { _ in
        pieces.randomElement(using: &numbers) ?? ""
      }.joined()
    }
    switch kind {
    case .lines:
      return (0..<Int.random(in: 1...8, using: &numbers)).map { _ in
        some(Self.beginnings, upTo: 3) + some(Self.contents, upTo: 1) + "\n"
      }.joined()
    case .signs:
      while true {
        let text = some(Self.signs, upTo: 24)
        // Tags, tables, bare addresses, and addresses with a backslash come about by chance.
        let isOther = text.contains(
          #/\\<|\]\([^)]*\\|<(?!tel:1>|me@b\.c>|v:w>)[a-z\/!?]|[:|] *-|- *[:|]/#)
        if !isOther { return text }
      }
    }
  }

  private func html(of markdown: String) -> String {
    let html = markdown.withCString { cmark_markdown_to_html($0, strlen($0), CMARK_OPT_UNSAFE) }
    guard let html else { return "" }
    defer { free(html) }
    return String(cString: html)
  }
}

/// Numbers that look random, and are the same on every run.
struct MadeUpNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64 (https://prng.di.unimi.it/splitmix64.c).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
