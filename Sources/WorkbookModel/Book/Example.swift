/// The terminals of one name: they share a folder and a network, and run together.
package struct Example: Named, Hashable, Sendable {
  /// Unique in the book.
  package var name: String
  /// The windows, in the order in which they are opened.
  package var windows: [Window]
  /// What is done in the windows, in the order in which it is done.
  package var terminals: [Terminal]
  /// How long it may take, if the chapter says so.
  package var timeout: Duration?
  /// Programs of the system that it can't do without; if one isn't installed, it isn't verified.
  package var needs: Set<String> = []
  /// What it can't do without besides; on a machine that lacks it, it isn't verified.
  package var machineNeeds: Set<MachineNeed> = []
  /// Whether its programs send and receive in another order, or in other pieces, every time, so that there
  /// is no order of their calls to show.
  package var isUntraced = false
  /// What is drawn of its runs, besides the calls.
  package var pictures: Set<PictureKind> = []
  /// What it may use more or less of than others, if the chapter says so.
  package var limits: [Resource: UInt64] = [:]

  /// The programs of its chapter that its commands, or scripts among its chapter's listings, may call.
  package var programs: Set<String> = []
  /// Bytes that it prints, cut into what they mean.
  package var layouts: [ByteLayout] = []

  /// Where it begins.
  package var location: SourceLocation { terminals[0].location }
}

extension Example {
  /// All lines and files that are typed for a shell, in the order of the example.
  package var commands: [String] {
    terminals.flatMap(\.steps).compactMap(\.command)
  }

  /// The ports that sockets get in a window, in this order, if its programs don't name one.
  ///
  /// A chapter can say which; otherwise each window has a hundred, from 50000, 50100, 50200 and so on.
  package func clientPorts(ofWindow index: Int) -> [ClosedRange<UInt16>] {
    if let ports = windows[index].ports { return ports }
    let first = 50_000 + 100 * UInt16(index % 150)
    return [first...first + 99]
  }
}

/// One window: a terminal of one user on one host, with a shell session.
package struct Window: Hashable, Sendable {
  /// What later terminals call it to go on in it.
  package var name: String?
  /// The host that it is on, by the letter in its prompts, where the example has several.
  package var host: String?
  /// Whether root types in it.
  package var isRoot = false
  /// The ports that sockets get if its programs don't name one, if the chapter says so.
  package var ports: [ClosedRange<UInt16>]?
  /// How many characters a line has, if the chapter says so.
  package var width: Int?
  /// Whether its last command goes on when everything else is done.
  package var staysOpen = false

  package init(name: String? = nil) {
    self.name = name
  }
}

/// What is done in one window from one moment on, and what the window shows: a block of the chapter.
package struct Terminal: Hashable, Sendable {
  /// Where its fence is.
  package var location: SourceLocation
  /// The lines of its opening and of its closing fence.
  package var lines: ClosedRange<Int>
  /// Which of the example's windows it is.
  package var window: Int
  package var steps: [Step]
  /// The host that it is on, by the letter in its prompts, where the example has several.
  package var host: String?
  /// Whether root types in it.
  package var isRoot = false
  package var comparison: Comparison
  /// Whether columns may be wider or narrower: runs of blanks are all alike, and don't count at the ends of lines.
  package var hasColumns = false

  /// What stands before a command.
  package var prompt: String {
    (host.map { "[\($0)]" } ?? "") + (isRoot ? "# " : "$ ")
  }

  /// How closely the output must match.
  package enum Comparison: String, Codable, Hashable, Sendable {
    /// Line by line.
    case exact
    /// The same lines in any order.
    case unordered
    /// Not at all; only exit statuses count.
    case status
  }
}

/// Something that the reader's hands do, and what the window shows until the next step.
package struct Step: Hashable, Sendable {
  /// Where it stands.
  package var location: SourceLocation
  package var action: Action
  package var expected: [ExpectedLine]
  /// The exit status that the chapter shows after it.
  package var status: Int32?

  package enum Action: Hashable, Sendable {
    /// Types a command for the shell; one over several lines keeps them.
    case command(String)
    /// Types a line for the program that runs.
    case input(String)
    /// Presses Ctrl-D.
    case endOfInput
    /// Presses Ctrl-C.
    case interrupt
    /// Looks at the window again, as a later terminal goes on in it.
    case look
  }

  /// What is typed for the shell, or `nil` if something else is done.
  package var command: String? {
    if case .command(let line) = action { line } else { nil }
  }

  /// How many lines of the chapter say what is done.
  package var typedLineCount: Int {
    switch action {
    case .command(let line): line.split(separator: "\n", omittingEmptySubsequences: false).count
    // It stands in the line that it makes.
    case .input, .look: 0
    case .endOfInput, .interrupt: 1
    }
  }
}

/// A line that a terminal shows according to the chapter.
package struct ExpectedLine: Hashable, Sendable {
  package var text: String
  package var location: SourceLocation
  /// Whether the reader typed it.
  package var isTyped = false

  package init(text: String, location: SourceLocation, isTyped: Bool = false) {
    (self.text, self.location, self.isTyped) = (text, location, isTyped)
  }

  /// Whether it stands for any number of lines, whatever they are.
  package var isAnyLines: Bool { text == "..." }
}
