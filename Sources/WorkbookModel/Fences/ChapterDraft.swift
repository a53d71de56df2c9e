import WorkbookSupport

/// What has been read of a chapter so far.
struct ChapterDraft {
  let folder: BookFolder
  /// The lines of the chapter.
  let map: LineMap
  private(set) var listings = NamedList<Listing>()
  private(set) var fragments: [Fragment] = []
  private(set) var examples = NamedList<Example>()
  /// By the example that prints them, which may stand further down.
  private var layouts: [String: [ByteLayout]] = [:]
  /// The names of examples that print bytes, each where a `bytes` block gives it.
  private var printers: [FenceInfo.Word] = []
  var problems = ProblemList()

  init(folder: BookFolder, map: LineMap) {
    (self.folder, self.map) = (folder, map)
  }

  mutating func add(_ fragment: Fragment) -> CodeBlock.Meaning {
    fragments.append(fragment)
    return .fragment(fragments.count - 1)
  }

  /// Adds a listing of one piece, or its piece to the listing that has its name already.
  mutating func add(
    _ listing: Listing, named name: FenceInfo.Word, isContinued: Bool
  ) -> CodeBlock.Meaning {
    guard let index = listings.index(named: listing.name) else {
      if let program = listing.programName, ShellWords.all.contains(program) {
        problems.report(.shellWord(program), at: name.range)
      }
      if isContinued { problems.report(.nothingToContinue(listing.name), at: name.range) }
      listings.append(listing)
      return .listing(listing.name, piece: 0)
    }
    if !isContinued {
      problems.report(
        .repeatedListing(listing.name, first: listings[index].pieces[0].fence), at: name.range)
    }
    let piece = listings[index].pieces.count
    listings.update(at: index) { known in
      known.pieces += listing.pieces
      known.isOptimised = known.isOptimised || listing.isOptimised
      known.hidesChange = known.hidesChange || listing.hidesChange
    }
    return .listing(listing.name, piece: piece)
  }

  /// Whether an example has a window of a name already.
  func hasWindow(_ name: String?, ofExample example: String) -> Bool {
    guard let name else { return false }
    return examples[example]?.windows.contains { $0.name == name } ?? false
  }

  /// Adds an example of one terminal, or its terminal to the example that has its name already.
  ///
  /// - Parameters:
  ///   - example: The example.
  ///   - hasPrompt: Whether the terminal says who types on which host.
  /// - Returns: What the block is.
  mutating func add(_ example: Example, hasPrompt: Bool) -> CodeBlock.Meaning {
    guard let index = examples.index(named: example.name) else {
      examples.append(example)
      return .terminal(example: example.name, 0)
    }
    let number = examples[index].terminals.count
    if let known = examples[index].windows.first(where: { $0.isContinued(by: example) }), hasPrompt
    {
      let new = example.windows[0]
      if known.host != new.host {
        problems.report(
          .severalHosts(known.host ?? "localhost", new.host ?? "localhost"), at: example.location)
      } else if known.isRoot != new.isRoot {
        problems.report(.severalUsers, at: example.location)
      }
    }
    examples.update(at: index) { $0.merge(example) }
    return .terminal(example: example.name, number)
  }

  mutating func add(
    _ layout: ByteLayout, printedBy example: FenceInfo.Word
  ) -> CodeBlock.Meaning {
    layouts[example.text, default: []].append(layout)
    printers.append(example)
    return .bytes(example: example.text, layouts[example.text, default: []].count - 1)
  }

  /// Tells examples what stands elsewhere in the chapter, now that all of it has been read.
  mutating func finish() {
    for printer in printers where examples.index(named: printer.text) == nil {
      problems.report(
        .unknownExample(printer.text, nearest: examples.map(\.name).nearest(to: printer.text)),
        at: printer.range)
    }
    let programs = Set(listings.compactMap(\.programName))
    let scripts = listings.filter { $0.programName == nil }.flatMap(\.pieces).flatMap(\.lines)
    let ofScripts = Self.names(from: programs, in: scripts)
    for index in examples.indices {
      let commands = examples[index].commands
      examples.update(at: index) { example in
        example.programs = ofScripts.union(Self.names(from: programs, in: commands))
        example.layouts = layouts[example.name] ?? []
      }
    }
  }

  /// The names of programs that are words of some commands, or lines of scripts.
  private static func names(from programs: Set<String>, in lines: [String]) -> Set<String> {
    guard !programs.isEmpty else { return [] }
    var names: Set<String> = []
    for line in lines {
      for word in line.utf8.split(whereSeparator: { !isPartOfName($0) }) {
        let name = String(Substring(word))
        if programs.contains(name) { names.insert(name) }
      }
    }
    return names
  }

  /// Whether a byte may stand in the name of a program, which has no other letters than those of ASCII.
  private static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }
}

extension Example {
  /// Adds a terminal, and what its fence says of the whole example; of two values of a limit, the larger one counts.
  fileprivate mutating func merge(_ other: Example) {
    if let known = windows.firstIndex(where: { $0.isContinued(by: other) }) {
      windows[known].staysOpen = windows[known].staysOpen || other.windows[0].staysOpen
      for var terminal in other.terminals {
        (terminal.host, terminal.isRoot) = (windows[known].host, windows[known].isRoot)
        terminal.window = known
        terminals.append(terminal)
      }
    } else {
      for var terminal in other.terminals {
        terminal.window = windows.count
        terminals.append(terminal)
      }
      windows += other.windows
    }
    needs.formUnion(other.needs)
    machineNeeds.formUnion(other.machineNeeds)
    isUntraced = isUntraced || other.isUntraced
    pictures.formUnion(other.pictures)
    limits.merge(other.limits) { max($0, $1) }
    if let other = other.timeout { timeout = max(other, timeout ?? .zero) }
  }
}

extension Window {
  /// Whether the terminal of an example that has no other goes on in it.
  fileprivate func isContinued(by example: Example) -> Bool {
    name != nil && name == example.windows[0].name
  }
}
