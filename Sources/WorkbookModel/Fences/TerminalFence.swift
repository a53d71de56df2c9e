import WorkbookSupport

/// Reads a `console` block: a terminal of an example.
enum TerminalFence: FenceKind {
  static let languages = ["console"]
  static let attributes =
    [
      "ports", "unordered", "columns", "status", "timeout", "needs", "untraced", "pictures",
      "window", "width", "open",
    ]
    + Resource.allCases.map(\.rawValue)
  static func read(
    _ block: CodeBlock, _ info: FenceInfo, into draft: inout ChapterDraft
  ) -> CodeBlock.Meaning {
    var attributes = AttributeReader(info, known: attributes)
    var window = Window(
      name: attributes.value("window", expected: "a name, as in window=alice", windowName))
    window.ports = attributes.value(
      "ports", expected: "ports=49964, ports=61003,61004 or ports=50000-50099", ports)
    window.width = attributes.value(
      "width", expected: "from 20 to 1000 characters, as in width=120", width)
    window.staysOpen = attributes.flag("open")
    let timeout = attributes.value("timeout", expected: "seconds, as in timeout=5s", seconds)
    let comparison = comparison(&attributes)
    let hasColumns = attributes.flag("columns")
    if hasColumns && comparison == .status {
      attributes.report(
        .misplacedAttribute("columns", reason: "with \"status\", output isn't compared at all"),
        at: "columns")
    }
    let needs = attributes.value(
      "needs",
      expected: """
        programs of the system, as in needs=ping,ss, and what not every machine has: ipv6, processors:2 or \
        usual-buffers
        """, needs)
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
    let isContinued = info.name.map { draft.hasWindow(window.name, ofExample: $0.text) } ?? false
    if isContinued {
      for name in ["ports", "width"] {
        attributes.report(
          .misplacedAttribute(name, reason: "the window is open already; say it where it begins"),
          at: name)
      }
    }
    draft.problems.append(attributes.problems)

    var transcript = TranscriptReader(block, fence: info.fence, map: draft.map)
    transcript.read(isContinued: isContinued)
    draft.problems.append(transcript.problems)
    for step in transcript.steps {
      draft.problems.report(step.expected, inAnyOrder: comparison == .unordered, draft.map)
    }
    guard let name = info.name else {
      draft.problems.report(.unnamedTerminal, at: info.fence)
      return .plain
    }
    guard name.text.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil else {
      draft.problems.report(.exampleName(name.text), at: name.range)
      return .plain
    }
    (window.host, window.isRoot) = (transcript.prompt?.host, transcript.prompt?.isRoot ?? false)
    let terminal = Terminal(
      location: info.fence.start, lines: block.lines, window: 0, steps: transcript.steps,
      host: window.host, isRoot: window.isRoot, comparison: comparison,
      hasColumns: hasColumns)
    return draft.add(
      Example(
        name: name.text, windows: [window], terminals: [terminal], timeout: timeout,
        needs: needs?.programs ?? [], machineNeeds: needs?.machine ?? [], isUntraced: isUntraced,
        pictures: pictures ?? [], limits: limits),
      hasPrompt: transcript.prompt != nil)
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

  private static func windowName(_ text: String) -> String? {
    text.wholeMatch(of: /[A-Za-z0-9]+(-[A-Za-z0-9]+)*/) == nil ? nil : text
  }

  private static func width(_ text: String) -> Int? {
    Int(text).flatMap { (20...1000).contains($0) ? $0 : nil }
  }

  /// Reads ports and ranges of them such as `61003,61010-61019`; `nil` if one stands there twice.
  private static func ports(_ text: String) -> [ClosedRange<UInt16>]? {
    var ranges: [ClosedRange<UInt16>] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
      guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2, first > 0,
        first <= last, !ranges.contains(where: { $0.overlaps(first...last) })
      else { return nil }
      ranges.append(first...last)
    }
    return ranges
  }

  /// What no program is called, and what authors write who mean something that not every machine has.
  private static let mistakenNeeds: Set = [
    "ipv4", "ipv6", "processor", "processors", "cpu", "cpus", "buffers", "usual-buffer",
  ]

  private static func needs(
    _ text: String
  ) -> (programs: Set<String>, machine: Set<MachineNeed>)? {
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let names = words.filter { MachineNeed($0) == nil }
    let areNames = names.allSatisfy {
      $0.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._+-]*/) != nil
        && !mistakenNeeds.contains($0.lowercased())
    }
    return areNames ? (Set(names), Set(words.compactMap(MachineNeed.init))) : nil
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
