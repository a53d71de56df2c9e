import WorkbookSupport

/// Reads a block of code: a piece of a listing, if the fence has a file name; otherwise a fragment in Swift, or code
/// in any language that is shown as it is.
enum CodeFence: FenceKind {
  static let languages: [String] = []
  static var attributes: [String] { fileAttributes + reservedAttributes + fragmentAttributes }

  private static let fileAttributes = [
    "continued", "hidden", "highlight", "release", "anew", "include",
  ]
  /// What a later version will understand; nothing is suggested that would then be refused.
  private static let reservedAttributes = ["fails"]
  private static let fragmentAttributes = ["unchecked"]

  static func read(
    _ block: CodeBlock, _ info: FenceInfo, into draft: inout ChapterDraft
  ) -> CodeBlock.Meaning {
    if let name = info.name {
      // The name of an example has no suffix.
      if !name.text.contains("."), looksLikeTerminal(block, info, &draft) { return .plain }
      return readPiece(block, info, of: name, into: &draft)
    }
    guard info.language.text == Language.swift.name else {
      for attribute in info.attributes where attribute.name != "unchecked" || attribute.value != nil
      {
        let reason = "a block without a file name is shown as it is"
        draft.problems.report(
          .misplacedAttribute(attribute.name, reason: reason), at: attribute.range)
      }
      if info.attributes.isEmpty { _ = looksLikeTerminal(block, info, &draft) }
      return .plain
    }
    var attributes = AttributeReader(info, known: fragmentAttributes)
    let isUnchecked = attributes.flag("unchecked")
    draft.problems.append(attributes.problems)
    return draft.add(
      Fragment(
        text: block.text, location: draft.map.location(line: info.line + 1),
        isUnchecked: isUnchecked))
  }

  /// Reports a block that has the prompts of a terminal, and isn't one.
  private static func looksLikeTerminal(
    _ block: CodeBlock, _ info: FenceInfo, _ draft: inout ChapterDraft
  ) -> Bool {
    let word = info.language.text
    guard word != Language.swift.name, FenceWord.hasPrompts(block.text, after: word) else {
      return false
    }
    draft.problems.report(.looksLikeTerminal(word: word), at: info.fence)
    return true
  }

  private static func readPiece(
    _ block: CodeBlock, _ info: FenceInfo, of name: FenceInfo.Word, into draft: inout ChapterDraft
  ) -> CodeBlock.Meaning {
    guard isFileName(name.text) else {
      draft.problems.report(.fileName(name.text), at: name.range)
      return .plain
    }
    let isSwift =
      info.language.text == Language.swift.name && !name.text.contains(".")
      || name.text.lowercased().hasSuffix(Language.swift.suffix)
    if isSwift, Language(ofFile: name.text) == nil {
      draft.problems.report(.fileSuffix(name.text), at: name.range)
      return .plain
    }
    var attributes = AttributeReader(info, known: fileAttributes, reserved: reservedAttributes)
    let isContinued = attributes.flag("continued")
    let isHidden = attributes.flag("hidden")
    var listing = Listing(name: name.text, pieces: [], isOptimised: attributes.flag("release"))
    listing.hidesChange = attributes.flag("anew")
    if attributes.flag("fails") {
      attributes.report(.unsupported("listings that must not compile"), at: "fails")
    }
    let include = attributes.value("include", expected: "include=PATH#NAME", Include.init)
    let highlighted = attributes.value(
      "highlight", expected: "lines, as in highlight=3,7-9", lineNumbers)
    draft.problems.append(attributes.problems)

    var piece = Listing.Piece(
      fence: info.fence.start, start: draft.map.location(line: info.line + 1),
      lines: block.text.wholeLines.map(String.init),
      highlighted: highlighted ?? [], hidden: [], markers: [])
    if let include {
      do {
        (piece.start, piece.lines) = try include.read(in: draft.folder)
      } catch {
        draft.problems.report(
          .missingInclude(path: include.path, reason: error.reason),
          at: draft.map.range(of: include.path, inLine: info.line))
      }
    } else if piece.lines.isEmpty && !info.attributes.contains(where: { $0.name == "include" }) {
      draft.problems.report(.emptyListing(name.text), at: info.fence)
    }
    mark(&piece, isHidden: isHidden, &draft.problems)
    listing.pieces = [piece]
    return draft.add(listing, named: name, isContinued: isContinued)
  }

  /// Finds what is folded: all of it, or what stands between SwiftPM's own markers for snippets.
  private static func mark(
    _ piece: inout Listing.Piece, isHidden: Bool, _ problems: inout ProblemList
  ) {
    var start: Int?
    for (index, line) in piece.lines.enumerated() {
      let number = index + 1
      switch line.trimmed {
      case "// snippet.hide" where start == nil, "// snippet.show" where start != nil:
        start = start == nil ? number : nil
        piece.markers.insert(number)
      case "// snippet.hide", "// snippet.show":
        problems.report(.unbalancedHide, at: piece.start.advanced(byLines: index))
      default:
        if isHidden || start != nil { piece.hidden.insert(number) }
      }
    }
    if let start {
      problems.report(.unbalancedHide, at: piece.start.advanced(byLines: start - 1))
    }
  }

  private static func isFileName(_ name: String) -> Bool {
    name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*/) != nil
      && !(Language(ofFile: name)?.isCompiled == true && name.contains("/"))
  }

  /// Reads numbers and ranges such as `3,7-9`; `nil` if that isn't what the text is.
  private static func lineNumbers(_ text: String) -> Set<Int>? {
    var numbers: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2,
        first >= 1, first <= last, last <= 10_000
      else { return nil }
      numbers.formUnion(first...last)
    }
    return numbers
  }
}
