import Glibc
import LabProtocol

/// Lets programs that hear the same datagram answer one after the other, in the order of the page.
///
/// A datagram to a group reaches all its receivers at once, and which of them answers first differs from run
/// to run. So receivers are stopped while they wait. Once a datagram has come and everything else waits, they
/// go on, each when the one before has taken its datagram and waits again.
///
/// Only those are stopped that wait without a time limit in `recv`: what else a program can wait in may
/// fail with `EINTR` when it goes on (signal(7), "Interruption of system calls and library functions by
/// stop signals").
struct DatagramTurns {
  private struct Member {
    let processes: [pid_t]
    let sockets: Set<UInt32>
  }

  /// What is asked of the kernel.
  struct Kernel {
    /// How many datagrams programs on the hosts of some processes have received.
    var datagramsTaken: ([pid_t]) -> Int = { DatagramTurns.datagramsTaken(by: $0) }
    /// The sockets that a process has open.
    var sockets: (ProcessTable.Entry) -> Set<UInt32> = { $0.sockets }
    /// Sends a process a signal.
    var signal: (pid_t, CInt) -> Void = { _ = kill($0, $1) }
  }

  private let kernel: Kernel
  /// In the order of the page.
  private var members: [Member] = []
  /// Those that are stopped.
  private var parked: Set<Int> = []
  /// The one whose turn it is.
  private var holder: Int?
  /// How long a member has had something to read, or a turn.
  private var turn: Patience?
  /// How long nothing has run meanwhile.
  private var pause: Patience?
  /// How many datagrams the members' hosts had taken when all of them were last seen to wait.
  private var taken: Int?

  /// How long a turn may take until order is given up, in milliseconds: while something runs, which may take its time on
  /// a busy machine, and while nothing does, so that nothing will come of waiting.
  private static let (longestTurn, longestPause) = (1000.0, 100.0)

  /// Whether all were told to stop, and may not have stopped yet.
  private(set) var isParking = false

  init(_ kernel: Kernel = Kernel()) {
    self.kernel = kernel
  }

  var isActive: Bool { !members.isEmpty }

  /// Whether a process is stopped until its turn comes.
  func isParked(_ id: pid_t) -> Bool {
    parked.contains { members[$0].processes.contains(id) }
  }

  /// Stops those that wait for datagrams to one port, where they are in more than one terminal.
  ///
  /// - Parameters:
  ///   - candidates: Processes that wait in `recv`, each with its terminal.
  ///   - sockets: The sockets of all hosts.
  mutating func begin(
    _ candidates: some Sequence<(ProcessTable.Entry, Int?)>, sockets: [SocketDiagnostics.Socket]
  ) {
    let ports = Dictionary(sockets.map { ($0.inode, $0.port) }) { first, _ in first }
    var receivers: [UInt16: [Int: (processes: [pid_t], sockets: Set<UInt32>)]] = [:]
    for (entry, terminal) in candidates {
      guard let terminal else { continue }
      for inode in kernel.sockets(entry) {
        guard let port = ports[inode] else { continue }
        receivers[port, default: [:]][terminal, default: ([], [])].processes.append(entry.id)
        receivers[port, default: [:]][terminal, default: ([], [])].sockets.insert(inode)
      }
    }
    guard let group = receivers.values.filter({ $0.count > 1 }).max(by: { $0.count < $1.count })
    else { return }
    members = group.sorted { $0.key < $1.key }.map {
      Member(processes: $0.value.processes, sockets: $0.value.sockets)
    }
    taken = datagramsTaken()
    beginParking()
  }

  /// Gives the turn to the next one.
  ///
  /// Programs that ask a group wait for answers for a fraction of a second only, so no time is lost between
  /// two turns.
  ///
  /// - Parameters:
  ///   - table: The processes.
  ///   - isStill: Whether none of them has run since the look before.
  ///   - sockets: The sockets of all hosts.
  ///   - time: Milliseconds.
  mutating func advance(
    _ table: ProcessTable, isStill: Bool, sockets: [SocketDiagnostics.Socket], time: Double
  ) {
    guard !isParking else { return park(table) }
    let unread = Set(sockets.filter { $0.unread > 0 }.map(\.inode))
    func hasUnread(_ member: Int) -> Bool { !members[member].sockets.isDisjoint(with: unread) }
    func isWaiting(_ member: Int) -> Bool {
      table.entries.allSatisfy { !members[member].processes.contains($0.id) || $0.waitsInReceive }
        && !hasUnread(member)
    }
    let everythingElseWaits = table.entries.allSatisfy { isParked($0.id) || $0.waits }

    if let holder {
      if isWaiting(holder) {
        pass(to: members.indices.first { parked.contains($0) && hasUnread($0) })
      }
    } else if parked.count == members.count {
      if isStill, everythingElseWaits { pass(to: members.indices.first(where: hasUnread)) }
    } else if isStill, everythingElseWaits, members.indices.allSatisfy(isWaiting) {
      // None has taken anything since they were all seen to wait, or it would be lost by stopping it.
      if taken == datagramsTaken() { beginParking() } else { taken = datagramsTaken() }
      return
    }
    guard holder != nil || members.indices.contains(where: hasUnread) else {
      (turn, pause) = (nil, nil)
      return
    }
    if !isStill || !everythingElseWaits { pause = nil }
    let isPauseOver = Self.isOver(&pause, Self.longestPause, at: time)
    if Self.isOver(&turn, Self.longestTurn, at: time) || isPauseOver { end() }
  }

  /// Counts a look, and returns whether enough has been waited; waiting begins with the first look.
  private static func isOver(
    _ patience: inout Patience?, _ milliseconds: Double, at time: Double
  ) -> Bool {
    var begun = patience ?? Patience(milliseconds: milliseconds, from: time)
    defer { patience = begun }
    return begun.isOver(lookingAt: time)
  }

  private mutating func pass(to next: Int?) {
    holder = next
    taken = nil
    guard let next else { return }
    (turn, pause) = (nil, nil)
    parked.remove(next)
    signal(members[next], SIGCONT)
  }

  /// Lets all members go on.
  mutating func end() {
    for member in members { signal(member, SIGCONT) }
    self = DatagramTurns(kernel)
  }

  /// Tells all members to stop; they must have been waiting when ``taken`` was noted.
  private mutating func beginParking() {
    isParking = true
    for member in members { signal(member, SIGSTOP) }
  }

  /// Parks all members, once they have stopped.
  ///
  /// A busy machine takes its time to stop a process, which may take a datagram until it does, and be
  /// stopped with it in its hands. Then all go on, to be stopped once they wait again.
  mutating func park(_ table: ProcessTable) {
    let processes = members.flatMap(\.processes)
    guard table.entries.allSatisfy({ !processes.contains($0.id) || $0.isStopped }) else { return }
    isParking = false
    if datagramsTaken() == taken {
      parked = Set(members.indices)
    } else {
      for member in members { signal(member, SIGCONT) }
    }
    taken = nil
  }

  private func datagramsTaken() -> Int { kernel.datagramsTaken(members.flatMap(\.processes)) }

  /// How many datagrams programs on the hosts of some processes have received (snmp counters, RFC 4113).
  private static func datagramsTaken(by processes: [pid_t]) -> Int {
    processes.reduce(0) { sum, process in
      let old = text(of: "/proc/\(process)/net/snmp")?.split(separator: "\n").last {
        $0.hasPrefix("Udp: ")
      }
      let new = text(of: "/proc/\(process)/net/snmp6")?.split(separator: "\n").first {
        $0.hasPrefix("Udp6InDatagrams")
      }
      let counts = [old?.split(separator: " ").dropFirst().first, new?.split(separator: " ").last]
      return sum + counts.reduce(0) { $0 + ($1.flatMap { Int($0) } ?? 0) }
    }
  }

  private func signal(_ member: Member, _ number: CInt) {
    for process in member.processes { kernel.signal(process, number) }
  }
}
