import WorkbookModel

/// The examples that a page shows differently from what their specification says, and why.
///
/// README's section on Markdown tells authors the same.
enum SpecificationDifferences {
  struct Reason: Hashable {
    let words: String
    let outcome: SpecificationExample.Outcome

    static func refused(_ words: String, _ identifier: Diagnostic.Identifier) -> Reason {
      Reason(words: words, outcome: .refused([identifier]))
    }

    static func different(_ words: String) -> Reason { Reason(words: words, outcome: .different) }
  }

  static let ofCommonMark: [Reason: Set<Int>] = [
    .refused("raw HTML is refused", .rawHTML): Set(
      [21, 31, 344, 493, 612, 613, 614, 615, 622, 642, 643]
        + [148...155, 159...162, 164...176, 178...178, 181...181, 184...191, 474...476, 627...631]
        .joined()),
    .refused("a fence has an end of its own", .unclosedFence): [126, 127, 128, 137, 139, 237],
    .refused("words behind a fence mean something", .misplacedAttribute): [143],
    .refused("the second word behind a fence is a file's name", .fileName): [146],
    .refused("a link whose label has no definition is a mistake", .undefinedReference): [
      568
    ],
    .refused("a definition that no link uses isn't shown", .unusedDefinition): [
      204, 207, 210, 317, 536, 537, 543, 562, 564, 566, 591,
    ],
    Reason(
      words: "a link has no definition, and a definition no link",
      outcome: .refused([.undefinedReference, .unusedDefinition])): [544, 570],
    .refused("pages lead to few schemes", .linkScheme): [595, 597, 598, 600],
    .different("words in angle brackets that are no HTML are text"): [
      163, 201, 490, 523, 535, 616,
    ],
    .different("HTML that isn't whole is text, and swallows nothing"): [156, 157, 158, 180, 182],
    .different("an address in angle brackets stands in the line of its label"): [195],
    .different("text behind a comment is part of its paragraph"): [177],
    .different("comments are those of CommonMark 0.31"): [625, 626],
    .different("bare addresses are links, as GFM has them"): [601, 605, 607, 610, 611],
    .different("a backslash in an address is the slash that browsers take it for"): [
      202, 501, 602,
    ],
    .different("a link to a chapter leads to its page"): [483],
  ]

  static let ofGFM: [Reason: Set<Int>] = [
    .refused("cells beyond the header aren't shown", .extraCell): [204],
    .refused("raw HTML is refused", .rawHTML): [653],
    .refused("pages lead to few schemes", .linkScheme): [628],
  ]
}
