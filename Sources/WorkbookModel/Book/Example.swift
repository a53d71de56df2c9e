/// The terminals of one name: they share a folder and a network, and run together.
package struct Example: Named, Hashable, Sendable {
  /// Unique in the book.
  package var name: String
  /// In the order in which they are opened.
  package var terminals: [Terminal]
  /// How long it may take, if the chapter says so.
  package var timeout: Duration?
  /// Programs of the system that it can't do without; if one isn't installed, it isn't verified.
  package var needs: Set<String> = []
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
  /// A command's place in an example.
  package struct CommandPlace: Hashable, Sendable {
    /// The index of its terminal.
    package var terminal: Int
    /// Its index in that terminal.
    package var command: Int

    package init(terminal: Int, command: Int) {
      (self.terminal, self.command) = (terminal, command)
    }
  }

  package subscript(place: CommandPlace) -> Command {
    terminals[place.terminal].commands[place.command]
  }
}

/// One window: what is typed in it, and what it is expected to show.
package struct Terminal: Hashable, Sendable {
  /// Where its fence is.
  package var location: SourceLocation
  /// The lines of its opening and of its closing fence.
  package var lines: ClosedRange<Int>
  package var commands: [Command]
  /// The host that it is on, by the letter in its prompts, where the example has several.
  package var host: String?
  /// The ports that its programs get when they connect without having bound one.
  package var clientPorts: ClosedRange<UInt16>
  package var comparison: Comparison

  /// What stands before a command.
  package func prompt(of command: Command) -> String {
    (host.map { "[\($0)]" } ?? "") + (command.isRoot ? "# " : "$ ")
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

/// A line that is typed, and what follows it.
package struct Command: Hashable, Sendable {
  /// Where its prompt is.
  package var location: SourceLocation
  /// What the shell gets; a command over several lines keeps them.
  package var line: String
  package var expected: [ExpectedLine]
  /// The exit status that the chapter shows.
  package var status: Int32?
  /// Whether Ctrl-C ends it.
  package var isInterrupted: Bool
  /// Whether it is typed as root.
  package var isRoot = false
}

/// A line that a terminal shows according to the chapter.
package struct ExpectedLine: Hashable, Sendable {
  package var text: String
  package var location: SourceLocation

  /// Whether it stands for any number of lines, whatever they are.
  package var isAnyLines: Bool { text == "..." }
}
