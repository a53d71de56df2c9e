import Glibc
import LabProtocol
import Testing

@testable import workbook_lab

/// Receivers of the same datagram, which take turns.
@Suite struct DatagramTurnsTests {
  /// A kernel with two receivers of port 10000: process 1 has socket 11, process 2 has socket 22.
  private final class Machine {
    var taken = 0
    var unread: Set<UInt32> = []
    var states: [pid_t: ProcessTable.ThreadState] = [
      1: .waitsForEver(call: .recv), 2: .waitsForEver(call: .recv),
    ]
    private(set) var signals: [String] = []

    var kernel: DatagramTurns.Kernel {
      .init(
        datagramsTaken: { _ in self.taken }, sockets: { [UInt32($0.id) * 11] },
        signal: { self.signals.append("\($1 == SIGSTOP ? "stop" : "continue") \($0)") })
    }
    var table: ProcessTable {
      ProcessTable(
        states.sorted { $0.key < $1.key }.map {
          .init(
            id: $0, hostNameSpace: nil, threads: [.init(isMain: true, state: $1)], runs: [:])
        })
    }
    var sockets: [SocketDiagnostics.Socket] {
      states.keys.sorted().map { process in
        let inode = UInt32(process) * 11
        return .init(inode: inode, port: 10000, unread: unread.contains(inode) ? 1 : 0)
      }
    }

    /// The signals since the last time.
    func heard() -> [String] {
      defer { signals = [] }
      return signals
    }
  }

  private func begin(_ machine: Machine, on terminals: [Int?] = [0, 1]) -> DatagramTurns {
    var turns = DatagramTurns(machine.kernel)
    turns.begin(zip(machine.table.entries, terminals), sockets: machine.sockets)
    return turns
  }

  private func advance(_ turns: inout DatagramTurns, _ machine: Machine, time: Double = 0) {
    turns.advance(machine.table, isStill: true, sockets: machine.sockets, time: time)
  }

  @Test func `receivers in several terminals are stopped`() {
    let machine = Machine()
    var turns = begin(machine)
    #expect(machine.heard() == ["stop 1", "stop 2"])
    #expect(turns.isParking)
    turns.park(machine.table)
    #expect(turns.isParking && !turns.isParked(1))
    machine.states = [1: .stopped, 2: .stopped]
    turns.park(machine.table)
    #expect(!turns.isParking && turns.isParked(1) && turns.isParked(2))
  }

  @Test(arguments: [[0, 0], [nil, 1]] as [[Int?]])
  func `those of one terminal aren't`(_ terminals: [Int?]) {
    let machine = Machine()
    #expect(!begin(machine, on: terminals).isActive)
    #expect(machine.heard() == [])
  }

  @Test func `one that took a datagram while it was stopped goes on with all others`() {
    let machine = Machine()
    var turns = begin(machine)
    _ = machine.heard()
    machine.taken = 1
    machine.states = [1: .stopped, 2: .stopped]
    turns.park(machine.table)
    #expect(machine.heard() == ["continue 1", "continue 2"])
    #expect(!turns.isParked(1) && !turns.isParked(2))
    // They are stopped again once they wait, and nothing was taken for two looks.
    machine.states = [1: .waitsForEver(call: .recv), 2: .waitsForEver(call: .recv)]
    advance(&turns, machine)
    #expect(machine.heard() == [])
    machine.taken = 2
    advance(&turns, machine)
    #expect(machine.heard() == [])
    advance(&turns, machine)
    #expect(machine.heard() == ["stop 1", "stop 2"])
  }

  @Test func `each takes its datagram when the one before waits again`() {
    let machine = Machine()
    var turns = begin(machine)
    machine.states = [1: .stopped, 2: .stopped]
    turns.park(machine.table)
    _ = machine.heard()
    advance(&turns, machine)
    #expect(machine.heard() == [])
    machine.unread = [11, 22]
    advance(&turns, machine)
    #expect(machine.heard() == ["continue 1"])
    machine.states[1] = .running
    machine.unread = [22]
    advance(&turns, machine)
    #expect(machine.heard() == [])
    machine.states[1] = .waitsForEver(call: .recv)
    advance(&turns, machine)
    #expect(machine.heard() == ["continue 2"])
    #expect(!turns.isParked(2))
  }

  @Test func `one that got no datagram has no turn`() {
    let machine = Machine()
    machine.states[3] = .waitsForEver(call: .recv)
    var turns = begin(machine, on: [0, 1, 2])
    machine.states = [1: .stopped, 2: .stopped, 3: .stopped]
    turns.park(machine.table)
    _ = machine.heard()
    machine.unread = [11, 33]
    advance(&turns, machine)
    #expect(machine.heard() == ["continue 1"])
    machine.states[1] = .waitsForEver(call: .recv)
    machine.unread = [33]
    advance(&turns, machine)
    #expect(machine.heard() == ["continue 3"])
    #expect(turns.isParked(2) && !turns.isParked(3))
  }

  @Test(
    arguments: [
      // It waits for something else; it is about to go on, on a busy machine; it never waits again.
      (.waitsForEver(call: .accept), 60, false), (.running, 60, true), (.running, 120, false),
    ] as [(ProcessTable.ThreadState, Int, Bool)])
  func `a turn that isn't used ends the turns`(
    state: ProcessTable.ThreadState, looks: Int, isActive: Bool
  ) {
    let machine = Machine()
    var turns = begin(machine)
    machine.states = [1: .stopped, 2: .stopped]
    turns.park(machine.table)
    machine.unread = [11]
    advance(&turns, machine)
    machine.states[1] = state
    _ = machine.heard()
    for look in 0..<looks { advance(&turns, machine, time: Double(look) * 10) }
    #expect(turns.isActive == isActive)
    #expect(machine.heard() == (isActive ? [] : ["continue 1", "continue 2"]))
  }
}
