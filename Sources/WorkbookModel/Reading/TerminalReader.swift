import WorkbookSupport

/// Reads the `console` blocks of a chapter.
struct TerminalReader {
  let map: LineMap
  private(set) var examples: [Example] = []
  var findings = Findings()

  static let attributes =
    ["ports", "unordered", "status", "timeout", "needs", "untraced", "pictures"]
    + Limit.allCases.map(\.rawValue)
  /// The port that the first terminal's programs get if the chapter doesn't say; the second's get the
  /// next one.
  private static let firstClientPort: UInt16 = 50000

  init(map: LineMap) {
    self.map = map
  }

  mutating func read(_ block: CodeBlock, _ info: FenceInfo) {
    let line = block.lines.lowerBound
    var attributes = AttributeReader(info, known: Self.attributes, line: line, map: map)
    let ports = attributes.value("ports", expected: "ports=49964 or ports=50000-50099", Self.ports)
    let timeout = attributes.value("timeout", expected: "seconds, as in timeout=5s", Self.seconds)
    let isUnordered = attributes.flag("unordered")
    let isStatus = attributes.flag("status")
    if isUnordered && isStatus {
      attributes.findings.report(
        .misplacedAttribute("unordered", reason: "with \"status\", output isn't compared at all"),
        at: attributes.location(of: "unordered"))
    }
    let needs = attributes.value(
      "needs", expected: "programs of the system, as in needs=ping or needs=ping,ss", Self.needs)
    let isUntraced = attributes.flag("untraced")
    let pictures = attributes.value(
      "pictures", expected: "what to draw, as in pictures=packets or pictures=packets,queues",
      Self.pictures)
    var limits: [Limit: UInt64] = [:]
    for limit in Limit.allCases {
      limits[limit] = attributes.value(limit.rawValue, expected: limit.sample, limit.value)
    }
    if isUntraced, let pictures, !pictures.isDisjoint(with: [.packets, .hosts]) {
      attributes.findings.report(
        .misplacedAttribute(
          "pictures",
          reason: "packets and hosts are drawn from traced runs, and this is \"untraced\""),
        at: attributes.location(of: "pictures"))
    }
    findings.append(attributes.findings)

    let (commands, host) = readCommands(block)
    guard let name = info.name else {
      findings.report(.unnamedTerminal, at: map.fence(inLine: line))
      return
    }
    guard name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil else {
      findings.report(.exampleName(name), at: map.location(of: name, inLine: line))
      return
    }
    let index = examples.firstIndex { $0.name == name }
    let position = index.map { UInt16(clamping: examples[$0].terminals.count) } ?? 0
    let port = Self.firstClientPort + min(position, 1000)
    let terminal = Terminal(
      location: map.fence(inLine: line), commands: commands, host: host,
      clientPorts: ports ?? port...port,
      comparison: isStatus ? .status : isUnordered ? .unordered : .exact)
    if let index {
      examples[index].terminals.append(terminal)
      examples[index].needs.formUnion(needs ?? [])
      examples[index].isUntraced = examples[index].isUntraced || isUntraced
      examples[index].pictures.formUnion(pictures ?? [])
      examples[index].limits.merge(limits) { max($0, $1) }
      if let timeout { examples[index].timeout = max(timeout, examples[index].timeout ?? .zero) }
    } else {
      examples.append(
        Example(
          name: name, terminals: [terminal], timeout: timeout, needs: needs ?? [],
          isUntraced: isUntraced, pictures: pictures ?? [], limits: limits))
    }
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

  private static func pictures(_ text: String) -> Set<Example.Picture>? {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let pictures = names.compactMap(Example.Picture.init)
    return pictures.count == names.count ? Set(pictures) : nil
  }

  private static func seconds(_ text: String) -> Duration? {
    guard text.hasSuffix("s"), let number = Double(text.dropLast()), number > 0, number <= 600
    else {
      return nil
    }
    return .seconds(number)
  }

  // MARK: What was typed and shown

  private mutating func readCommands(_ block: CodeBlock) -> ([Command], host: String?) {
    var commands: [Command] = []
    var host: String?
    var line = block.lines.lowerBound
    var isContinued = false
    var hasStatus = false
    for text in block.text.wholeLines {
      line += 1
      let location = map.location(line: line)
      if isContinued {
        if text.hasPrefix("> ") {
          commands[commands.count - 1].line += "\n" + text.dropFirst(2)
          isContinued = text.hasSuffix("\\")
        } else {
          findings.report(.unfinishedCommand, at: location.advanced(byLines: -1))
          isContinued = false
        }
        continue
      }
      if let prompt = Prompt(text) {
        if commands.last?.isInterrupted == true {
          findings.report(.commandAfterInterrupt, at: location)
        }
        if !commands.isEmpty, prompt.host != host {
          findings.report(
            .severalHosts(host ?? "localhost", prompt.host ?? "localhost"), at: location)
        }
        host = prompt.host
        if prompt.command.isEmpty { findings.report(.emptyCommand, at: location) }
        commands.append(
          Command(
            location: location, line: prompt.command, expected: [], status: nil,
            isInterrupted: false, isRoot: prompt.isRoot))
        isContinued = text.hasSuffix("\\")
        hasStatus = false
        continue
      }
      guard !commands.isEmpty else {
        let problem = text == "^C" ? Problem.misplacedInterrupt : .outputBeforeCommand
        findings.report(problem, at: location)
        return ([], nil)
      }
      readShown(text, at: location, of: &commands[commands.count - 1], hasStatus: &hasStatus)
    }
    if isContinued { findings.report(.unfinishedCommand, at: map.location(line: line)) }
    if commands.isEmpty {
      findings.report(.emptyTerminal, at: map.fence(inLine: block.lines.lowerBound))
    }
    return (commands, host)
  }

  private mutating func readShown(
    _ text: Substring, at location: SourceLocation, of command: inout Command,
    hasStatus: inout Bool
  ) {
    if text == "^C" {
      if command.isInterrupted { findings.report(.misplacedInterrupt, at: location) }
      command.isInterrupted = true
      return
    }
    if hasStatus {
      // A number in brackets was an ordinary line after all, or stands in the wrong place.
      findings.report(.outputAfterStatus, at: location.advanced(byLines: -1))
      hasStatus = false
    }
    if text.hasPrefix("["), let match = text.wholeMatch(of: /\[([0-9]{1,3})\]/),
      let status = Int32(match.1),
      (1...255).contains(status)
    {
      command.status = status
      hasStatus = true
      return
    }
    // What a program prints on being interrupted comes after the ^C.
    command.expected.append(ExpectedLine(text: String(text), location: location))
  }
}

/// A line that begins with a prompt.
private struct Prompt {
  let command: String
  /// The host that it names.
  let host: String?
  /// Whether it is root's.
  let isRoot: Bool

  init?(_ text: Substring) {
    var rest = text
    if let match = text.prefixMatch(of: /\[([A-Za-z0-9]+)\](?=[$#] )/) {
      host = String(match.1)
      rest = rest[match.range.upperBound...]
    } else {
      host = nil
    }
    if rest == "$" || rest.hasPrefix("$ ") {
      isRoot = false
    } else if rest.hasPrefix("# ") {
      isRoot = true
    } else {
      return nil
    }
    command = String(rest.dropFirst(2))
  }
}
