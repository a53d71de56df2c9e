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
  /// The windows, in the order in which they open.
  package var terminals: [Terminal]
  /// What the example may use.
  package var limits: Limits
  /// What is recorded besides what the terminals show.
  package var observation = Observation()

  package init(
    hosts: [Host], names: [String: String], folder: String, files: [File],
    programs: [Program], needs: [String] = [], terminals: [Terminal], limits: Limits
  ) {
    self.hosts = hosts
    self.names = names
    self.folder = folder
    self.files = files
    self.programs = programs
    self.needs = needs
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

  /// A window: commands that are typed one after the other.
  package struct Terminal: Codable, Hashable, Sendable {
    package var commands: [Command]
    /// The index of the host that it is on.
    package var host: Int
    /// The ports that the kernel gives to sockets which connect without having bound one.
    package var clientPorts: ClosedRange<UInt16>

    package init(commands: [Command], host: Int = 0, clientPorts: ClosedRange<UInt16>) {
      self.commands = commands
      self.host = host
      self.clientPorts = clientPorts
    }
  }

  /// A line for the shell.
  package struct Command: Codable, Hashable, Sendable {
    package var line: String
    /// Whether the reader ends it with Ctrl-C.
    package var isInterrupted: Bool
    /// Whether the root of the lab runs it.
    package var isRoot: Bool

    package init(line: String, isInterrupted: Bool, isRoot: Bool = false) {
      self.line = line
      self.isInterrupted = isInterrupted
      self.isRoot = isRoot
    }
  }
}
