import Glibc
import LabProtocol

/// Lets programs that hear the same datagram answer one after the other, in the order of the page.
///
/// A datagram to a group reaches all its receivers at once, and which of them answers first is a matter of
/// luck. So receivers are stopped while they wait; one that has something to read goes on when everything
/// else waits, until it waits again itself.
///
/// Only those are stopped that wait without a time limit in `recv`: what else a program can wait in may
/// fail with `EINTR` when it goes on (signal(7), "Interruption of system calls and library functions by
/// stop signals").
struct Turns {
  /// A receiver that waits for its turn, or has it.
  private struct Member {
    let terminal: Int
    let processes: [pid_t]
    let sockets: Set<UInt32>
  }

  /// In the order of the page.
  private var members: [Member] = []
  /// The one whose turn it is, and since when, in milliseconds.
  private var holder: (member: Int, since: Double, switches: UInt64)?

  /// How long a turn may take, in milliseconds, until order is given up.
  private static let patience = 100.0

  /// Stops those that wait for datagrams to one port, where they are in more than one terminal.
  ///
  /// - Parameters:
  ///   - candidates: Processes that wait in `recv`, each with its terminal.
  ///   - sockets: The sockets of all hosts.
  mutating func begin(
    _ candidates: some Sequence<(ProcessTable.Entry, Int?)>, sockets: [Network.Socket]
  ) {
    end()
    let ports = Dictionary(sockets.map { ($0.inode, $0.port) }) { first, _ in first }
    var receivers: [UInt16: [Int: (processes: [pid_t], sockets: Set<UInt32>)]] = [:]
    for (entry, terminal) in candidates {
      guard let terminal else { continue }
      for inode in entry.sockets {
        guard let port = ports[inode] else { continue }
        receivers[port, default: [:]][terminal, default: ([], [])].processes.append(entry.id)
        receivers[port, default: [:]][terminal, default: ([], [])].sockets.insert(inode)
      }
    }
    guard let group = receivers.values.filter({ $0.count > 1 }).max(by: { $0.count < $1.count })
    else { return }
    members = group.sorted { $0.key < $1.key }.map {
      Member(terminal: $0.key, processes: $0.value.processes, sockets: $0.value.sockets)
    }
    for member in members { signal(member, SIGSTOP) }
  }

  /// Whether a process is stopped until its turn comes.
  func isParked(_ id: pid_t) -> Bool {
    guard let member = members.firstIndex(where: { $0.processes.contains(id) }) else { return false }
    return holder?.member != member
  }

  var isActive: Bool { !members.isEmpty }

  /// Gives the turn to the next one, where everything else waits.
  ///
  /// - Parameters:
  ///   - table: The processes, none of which has run since the look before.
  ///   - sockets: The sockets of all hosts.
  ///   - time: Milliseconds.
  mutating func advance(
    _ table: ProcessTable, sockets: [Network.Socket], time: Double
  ) {
    let unread = Set(sockets.filter { $0.unread > 0 }.map(\.inode))
    if let current = holder {
      let member = members[current.member]
      let entries = table.entries.filter { member.processes.contains($0.id) }
      if entries.allSatisfy(\.waitsInReceive), member.sockets.isDisjoint(with: unread) {
        signal(member, SIGSTOP)
        holder = nil
      } else if time - current.since > Self.patience {
        end()
      }
      return
    }
    guard table.entries.allSatisfy({ isParked($0.id) || $0.waits }),
      let next = members.firstIndex(where: { !$0.sockets.isDisjoint(with: unread) })
    else { return }
    holder = (next, time, table.switches)
    signal(members[next], SIGCONT)
  }

  /// Lets everybody go on.
  mutating func end() {
    for member in members { signal(member, SIGCONT) }
    members = []
    holder = nil
  }

  private func signal(_ member: Member, _ number: CInt) {
    for process in member.processes { kill(process, number) }
  }
}
