/// The terminals of one name: they share a folder and a network, and run together.
package struct Example: Hashable, Sendable {
  /// Unique in the book.
  package var name: String
  /// In the order in which they are opened.
  package var terminals: [Terminal]
  /// How long it may take, where the chapter says so.
  package var timeout: Duration?
  /// Programs of the system that it can't do without; where one isn't installed, it isn't verified.
  package var needs: Set<String> = []
  /// Whether its programs send and receive in another order, or in other pieces, every time, so that there
  /// is no order of their calls to show.
  package var isUntraced = false
  /// What is drawn of its runs, besides the calls.
  package var pictures: Set<Picture> = []
  /// What it may use more or less of than others, where the chapter says so.
  package var limits: [Limit: UInt64] = [:]

  /// Something to draw of a run, where the chapter asks for it.
  package enum Picture: String, CaseIterable, Hashable, Sendable {
    /// What crossed the network between programs.
    case packets
    /// The hosts, who joined which group, and who heard which datagram.
    case hosts
    /// The queues of sockets, as ss(8) or netstat(8) prints them in a terminal of the example.
    case queues
  }

  /// Where it begins.
  package var location: SourceLocation { terminals[0].location }
}

/// One window: what is typed in it, and what it is expected to show.
package struct Terminal: Hashable, Sendable {
  /// Where its fence is.
  package var location: SourceLocation
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
