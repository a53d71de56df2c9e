import FoundationEssentials
import WorkbookSupport

/// Reads the code blocks of a chapter that are files of its examples.
struct ListingReader {
  let folder: BookFolder
  let map: LineMap
  private(set) var listings: [Listing] = []
  private(set) var fragments: [Fragment] = []
  var findings = Findings()

  static let fileAttributes = [
    "continued", "hidden", "highlight", "release", "anew", "fails", "include",
  ]
  static let fragmentAttributes = ["unchecked"]

  init(folder: BookFolder, map: LineMap) {
    self.folder = folder
    self.map = map
  }

  mutating func read(_ block: CodeBlock, _ info: FenceInfo) {
    if let name = info.name {
      readFile(block, info, name: name)
    } else {
      readFragment(block, info)
    }
  }

  private mutating func readFragment(_ block: CodeBlock, _ info: FenceInfo) {
    let line = block.lines.lowerBound
    guard info.language == "swift" else {
      for attribute in info.attributes {
        let reason = "a block without a file name is shown as it is"
        findings.report(
          .misplacedAttribute(attribute.name, reason: reason),
          at: map.location(of: attribute.name, inLine: line))
      }
      return
    }
    var attributes = AttributeReader(info, known: Self.fragmentAttributes, line: line, map: map)
    let isUnchecked = attributes.flag("unchecked")
    findings.append(attributes.findings)
    fragments.append(
      Fragment(
        text: block.text, location: map.location(line: line + 1), isUnchecked: isUnchecked))
  }

  private mutating func readFile(_ block: CodeBlock, _ info: FenceInfo, name: String) {
    let line = block.lines.lowerBound
    guard Self.isFileName(name) else {
      findings.report(.fileName(name), at: map.location(of: name, inLine: line))
      return
    }
    var attributes = AttributeReader(info, known: Self.fileAttributes, line: line, map: map)
    let isContinued = attributes.flag("continued")
    let isHidden = attributes.flag("hidden")
    let isOptimised = attributes.flag("release")
    let isAnew = attributes.flag("anew")
    if attributes.flag("fails") {
      attributes.findings.report(
        .unsupported("listings that must not compile"), at: attributes.location(of: "fails"))
    }
    let include = attributes.value("include", expected: "include=PATH#NAME", Include.init)
    let highlighted = attributes.value("highlight", expected: "lines, as in highlight=3,7-9") {
      Self.lineNumbers($0)
    }
    findings.append(attributes.findings)

    var piece = Listing.Piece(
      fence: map.fence(inLine: line), start: map.location(line: line + 1),
      lines: block.text.wholeLines.map(String.init),
      highlighted: highlighted ?? [], hidden: [], markers: [])
    if let include {
      do {
        (piece.start, piece.lines) = try include.read(in: folder)
      } catch {
        findings.report(
          .missingInclude(path: include.path, reason: error.reason),
          at: map.location(of: include.path, inLine: line))
      }
    } else if piece.lines.isEmpty && !info.attributes.contains(where: { $0.name == "include" }) {
      findings.report(.emptyListing(name), at: piece.fence)
    }
    mark(&piece, isHidden: isHidden)
    add(piece, to: name, isContinued: isContinued, isOptimised: isOptimised, isAnew: isAnew)
  }

  private mutating func add(
    _ piece: Listing.Piece, to name: String, isContinued: Bool, isOptimised: Bool, isAnew: Bool
  ) {
    let location = map.location(of: name, inLine: piece.fence.line)
    if let index = listings.firstIndex(where: { $0.name == name }) {
      if !isContinued {
        let first = listings[index].pieces[0].fence
        findings.report(.repeatedListing(name, first: first), at: location)
      }
      listings[index].pieces.append(piece)
      listings[index].isOptimised = listings[index].isOptimised || isOptimised
      listings[index].isAnew = listings[index].isAnew || isAnew
    } else {
      if isContinued { findings.report(.nothingToContinue(name), at: location) }
      listings.append(
        Listing(name: name, pieces: [piece], isOptimised: isOptimised, isAnew: isAnew))
    }
  }

  /// Finds what is folded: all of it, or what stands between SwiftPM's own markers for snippets.
  private mutating func mark(_ piece: inout Listing.Piece, isHidden: Bool) {
    var start: Int?
    for (index, line) in piece.lines.enumerated() {
      let number = index + 1
      let word = line.trimmed
      switch word {
      case "// snippet.hide" where start == nil, "// snippet.show" where start != nil:
        start = start == nil ? number : nil
        piece.markers.insert(number)
      case "// snippet.hide", "// snippet.show":
        findings.report(.unbalancedHide, at: piece.start.advanced(byLines: index))
      default:
        if isHidden || start != nil { piece.hidden.insert(number) }
      }
    }
    if let start {
      findings.report(.unbalancedHide, at: piece.start.advanced(byLines: start - 1))
    }
  }

  private static func isFileName(_ name: String) -> Bool {
    name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*/) != nil
      && !(name.hasSuffix(".swift") && name.contains("/"))
  }

  /// Reads numbers and ranges such as `3,7-9`.
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
