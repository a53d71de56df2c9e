package import FoundationEssentials

/// What the tool asks of the lab helper: one example, with everything that it needs.
///
/// The helper reads one request, a line of JSON, from its standard input. It goes on watching that
/// input: when it ends, the tool is gone, and the lab with every process in it goes too.
package struct LabRequest: Codable, Hashable, Sendable {
  /// The machines; one without interfaces, unless the example has several.
  package var hosts: [Host]
  /// Names that resolve inside without any server, each with its address; aliases follow a name after a
  /// space, as in hosts(5).
  package var names: [String: String]
  /// The name of the example, and of the folder in which its commands are run.
  package var folder: String
  /// What lies in that folder when the first terminal opens.
  package var files: [File]
  /// The programs that the shell finds first.
  package var programs: [Program]
  /// The names of programs of the system without which nothing is run.
  package var needs: [String]
  /// What the machine must have besides, or nothing is run.
  package var capabilities: [Capability] = []
  /// The windows, in the order in which they open.
  package var windows: [Window]
  /// The blocks of the chapter, in its order: what is done in which window, from one moment on.
  package var terminals: [Terminal]
  /// What the example may use.
  package var limits: Limits
  /// What its programs see of the machine.
  package var machine = Machine()
  /// What is recorded besides what the terminals show.
  package var observation = Observation()

  package init(
    hosts: [Host], names: [String: String], folder: String, files: [File],
    programs: [Program], needs: [String] = [], windows: [Window], terminals: [Terminal],
    limits: Limits
  ) {
    self.hosts = hosts
    self.names = names
    self.folder = folder
    self.files = files
    self.programs = programs
    self.needs = needs
    self.windows = windows
    self.terminals = terminals
    self.limits = limits
  }

  /// What is recorded besides what the terminals show; it makes a run slower.
  package struct Observation: Codable, Hashable, Sendable {
    /// What programs do with sockets.
    package var traces = false
    /// What crosses the network.
    package var captures = false

    package init(traces: Bool = false, captures: Bool = false) {
      self.traces = traces
      self.captures = captures
    }
  }

  /// A machine, with a loopback interface besides those named here.
  package struct Host: Codable, Hashable, Sendable {
    /// Its name, as `hostname` prints it.
    package var name: String
    /// In the order of their names; the way to all other networks leads through the first.
    package var interfaces: [Interface]

    package init(name: String, interfaces: [Interface] = []) {
      self.name = name
      self.interfaces = interfaces
    }
  }

  /// A network interface; those of one name are plugged into one switch.
  package struct Interface: Codable, Hashable, Sendable {
    package var name: String
    package var addresses: [Address]

    package init(name: String, addresses: [Address]) {
      self.name = name
      self.addresses = addresses
    }
  }

  /// An address of IPv4 or IPv6 and how many of its bits name the network.
  package struct Address: Codable, Hashable, Sendable {
    package var text: String
    package var prefixLength: Int

    package init(text: String, prefixLength: Int) {
      self.text = text
      self.prefixLength = prefixLength
    }
  }

  /// A file of the example's folder.
  package struct File: Codable, Hashable, Sendable {
    package var name: String
    package var contents: Data

    package init(name: String, contents: Data) {
      self.name = name
      self.contents = contents
    }
  }

  /// An executable of this machine, and its name inside.
  package struct Program: Codable, Hashable, Sendable {
    package var name: String
    package var path: String

    package init(name: String, path: String) {
      self.name = name
      self.path = path
    }
  }

  /// A window: a pseudo-terminal with one shell session.
  package struct Window: Codable, Hashable, Sendable {
    /// The index of the host that it is on.
    package var host: Int
    /// Whether the root of the lab types in it.
    package var isRoot: Bool
    /// The ports that its programs get when they connect, send, listen or bind without naming one: one after
    /// the other, in this order.
    package var clientPorts: [ClosedRange<UInt16>]
    /// How many characters a line of it has (`TIOCGWINSZ`).
    package var columns: UInt16
    /// Whether its last command goes on when everything else is done.
    package var staysOpen: Bool
    /// Whether its programs print at intervals, for ever, so that the example never settles while they run.
    ///
    /// Then the next thing is done as soon as a step has shown ``Step/lineCount`` lines.
    package var ticks = false

    package init(
      host: Int = 0, isRoot: Bool = false, clientPorts: [ClosedRange<UInt16>],
      columns: UInt16 = 80, staysOpen: Bool = false
    ) {
      self.host = host
      self.isRoot = isRoot
      self.clientPorts = clientPorts
      self.columns = columns
      self.staysOpen = staysOpen
    }
  }

  /// What is done in a window, one step after the other.
  package struct Terminal: Codable, Hashable, Sendable {
    /// The index of the window.
    package var window: Int
    package var steps: [Step]

    package init(window: Int, steps: [Step]) {
      self.window = window
      self.steps = steps
    }
  }

  /// Something that the reader's hands do.
  package struct Step: Codable, Hashable, Sendable {
    package var action: Action
    /// How many lines the chapter shows before the next step, at least.
    package var lineCount: Int

    package init(_ action: Action, lineCount: Int = 0) {
      self.action = action
      self.lineCount = lineCount
    }
  }

  package enum Action: Codable, Hashable, Sendable {
    /// Types a line, or several, for the shell.
    case command(String)
    /// Types a line for the program that runs.
    case input(String)
    /// Presses Ctrl-D.
    case endOfInput
    /// Presses Ctrl-C.
    case interrupt
    /// Looks at the window again.
    case look
  }
}
