import WorkbookSupport

/// Reads a `console` block: a terminal of an example.
enum TerminalFence: FenceKind {
  static let languages = ["console"]
  static let attributes =
    ["ports", "unordered", "status", "timeout", "needs", "untraced", "pictures"]
    + Resource.allCases.map(\.rawValue)
  /// The port that the first terminal's programs get if the chapter doesn't say; the second's get the
  /// next one.
  private static let firstClientPort: UInt16 = 50000

  static func read(
    _ block: CodeBlock, _ info: FenceInfo, into draft: inout ChapterDraft
  ) -> CodeBlock.Meaning {
    var attributes = AttributeReader(info, known: attributes)
    let ports = attributes.value("ports", expected: "ports=49964 or ports=50000-50099", ports)
    let timeout = attributes.value("timeout", expected: "seconds, as in timeout=5s", seconds)
    let comparison = comparison(&attributes)
    let needs = attributes.value(
      "needs", expected: "programs of the system, as in needs=ping or needs=ping,ss", needs)
    let isUntraced = attributes.flag("untraced")
    let pictures = attributes.value(
      "pictures", expected: "what to draw, as in pictures=packets or pictures=packets,queues",
      pictures)
    var limits: [Resource: UInt64] = [:]
    for limit in Resource.allCases {
      limits[limit] = attributes.value(limit.rawValue, expected: limit.sample, limit.value)
    }
    if isUntraced, let pictures, pictures.contains(where: \.needsTrace) {
      attributes.report(
        .misplacedAttribute(
          "pictures",
          reason: "packets and hosts are drawn from traced runs, and this is \"untraced\""),
        at: "pictures")
    }
    draft.problems.append(attributes.problems)

    var transcript = TranscriptReader(block, fence: info.fence, map: draft.map)
    transcript.read()
    draft.problems.append(transcript.problems)
    guard let name = info.name else {
      draft.problems.report(.unnamedTerminal, at: info.fence)
      return .plain
    }
    guard name.text.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil else {
      draft.problems.report(.exampleName(name.text), at: name.range)
      return .plain
    }
    let position = UInt16(clamping: draft.terminalCount(of: name.text))
    let port = firstClientPort + min(position, 1000)
    let terminal = Terminal(
      location: info.fence.start, lines: block.lines, commands: transcript.commands,
      host: transcript.host, clientPorts: ports ?? port...port, comparison: comparison)
    return draft.add(
      Example(
        name: name.text, terminals: [terminal], timeout: timeout, needs: needs ?? [],
        isUntraced: isUntraced, pictures: pictures ?? [], limits: limits))
  }

  private static func comparison(_ attributes: inout AttributeReader) -> Terminal.Comparison {
    let isUnordered = attributes.flag("unordered")
    let isStatus = attributes.flag("status")
    if isUnordered && isStatus {
      attributes.report(
        .misplacedAttribute("unordered", reason: "with \"status\", output isn't compared at all"),
        at: "unordered")
    }
    return isStatus ? .status : isUnordered ? .unordered : .exact
  }

  private static func ports(_ text: String) -> ClosedRange<UInt16>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
    guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2, first > 0,
      first <= last
    else { return nil }
    return first...last
  }

  private static func needs(_ text: String) -> Set<String>? {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let areNames = names.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._+-]*/) != nil }
    return areNames ? Set(names) : nil
  }

  private static func pictures(_ text: String) -> Set<PictureKind>? {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let pictures = names.compactMap(PictureKind.init)
    return pictures.count == names.count ? Set(pictures) : nil
  }

  private static func seconds(_ text: String) -> Duration? {
    guard text.hasSuffix("s"), let number = Double(text.dropLast()), number > 0, number <= 600
    else {
      return nil
    }
    return .seconds(number)
  }
}
