import FoundationEssentials
import Glibc
import LabProtocol
import Testing
import WorkbookTestSupport

@testable import WorkbookRun

/// Which datagram a program received.
@Suite struct DatagramCausesTests {
  /// A datagram that socket 1 of process 0 sends, and one that process 1 receives.
  private struct Case: CustomTestStringConvertible {
    let testDescription: String
    var sender = MadeUp.udp(1, "127.0.0.1:50000")
    var to: Endpoint? = "127.0.0.1:10000"
    var sent = MadeUp.payload("hello")
    var sendError: Int32?
    var receiver = MadeUp.udp(2, "127.0.0.1:10000")
    var from: Endpoint? = "127.0.0.1:50000"
    var received = MadeUp.payload("hello")
    var error: Int32?
    var isEndless = false
    let isCause: Bool

    func with(_ change: (inout Case) -> Void) -> Case {
      var changed = self
      change(&changed)
      return changed
    }
  }

  private static let cases: [Case] = [
    Case(testDescription: "by its addresses", isCause: true),
    Case(testDescription: "without a sender's address", isCause: true).with { $0.from = nil },
    Case(testDescription: "to all interfaces", isCause: true)
      .with { $0.receiver = MadeUp.udp(2, "0.0.0.0:10000") },
    Case(testDescription: "from all interfaces", isCause: true)
      .with { $0.sender = MadeUp.udp(1, "0.0.0.0:50000") },
    Case(testDescription: "to a group", isCause: true).with { $0.to = "224.10.10.10:10000" },
    Case(testDescription: "connected", isCause: true).with {
      $0.sender = MadeUp.udp(1, "127.0.0.1:50000", "127.0.0.1:10000")
      $0.to = nil
    },
    Case(testDescription: "cut off", isCause: true).with { $0.received = MadeUp.payload("hel") },
    Case(testDescription: "to another port", isCause: false).with { $0.to = "127.0.0.1:10001" },
    Case(testDescription: "from another port", isCause: false)
      .with { $0.from = "127.0.0.1:50001" },
    Case(testDescription: "to nobody", isCause: false).with { $0.to = nil },
    Case(testDescription: "longer than sent", isCause: false)
      .with { $0.received = MadeUp.payload("hello!") },
    Case(testDescription: "other bytes", isCause: false)
      .with { $0.received = MadeUp.payload("jello") },
    Case(testDescription: "not sent", isCause: false).with { $0.sendError = EPERM },
    Case(testDescription: "not received", isCause: false).with { $0.error = EAGAIN },
    Case(testDescription: "never received", isCause: false).with { $0.isEndless = true },
    Case(testDescription: "of another kind", isCause: false)
      .with { $0.receiver = TracedSocket(id: 2, kind: .raw, local: "127.0.0.1:10000") },
    Case(testDescription: "heard by its own sender", isCause: false)
      .with { $0.receiver = MadeUp.udp(1, "127.0.0.1:10000") },
    // What follows a colon in a path is no port.
    Case(testDescription: "between files", isCause: false).with {
      $0.sender = TracedSocket(id: 1, kind: .unixDatagram, local: "./a:50")
      $0.to = "./b:10"
      $0.receiver = TracedSocket(id: 2, kind: .unixDatagram, local: "./c:10")
      $0.from = "./a:50"
    },
    Case(testDescription: "to a file", isCause: true).with {
      $0.sender = TracedSocket(id: 1, kind: .unixDatagram)
      $0.to = "./b"
      $0.receiver = TracedSocket(id: 2, kind: .unixDatagram, local: "./b")
      $0.from = nil
    },
  ]

  @Test(arguments: cases)
  private func `a datagram is received after it was sent`(_ item: Case) {
    let history = History(
      MadeUp.recording([
        MadeUp.step(0, 1, .sent(item.sender, to: item.to, item.sent), error: item.sendError),
        MadeUp.step(
          1, 2, .received(item.receiver, from: item.from, item.received), error: item.error,
          isEndless: item.isEndless),
      ]))
    #expect(Causes(history).needs == [[], item.isCause ? [0] : []])
  }

  @Test func `a pair of sockets needs no addresses`() {
    let ends = (1...2).map { TracedSocket(id: $0, kind: .unixDatagram) }
    let history = History(
      MadeUp.recording([
        MadeUp.step(0, 1, .madePair(ends[0], ends[1])),
        MadeUp.step(0, 2, .sent(ends[0], to: nil, MadeUp.payload("a"))),
        MadeUp.step(1, 3, .received(ends[1], from: nil, MadeUp.payload("a"))),
      ]))
    #expect(Causes(history).needs == [[], [], [1]])
  }

  @Test func `each socket takes each datagram once, and several may take the same`() {
    func sent(_ time: Double) -> TracedStep {
      MadeUp.step(
        0, time,
        .sent(
          MadeUp.udp(1, "127.0.0.1:50000"), to: "224.10.10.10:10000", MadeUp.payload("a")))
    }
    func received(_ process: Int, _ time: Double) -> TracedStep {
      MadeUp.step(
        process, time,
        .received(
          MadeUp.udp(UInt64(process + 1), "0.0.0.0:10000"), from: "127.0.0.1:50000",
          MadeUp.payload("a")))
    }
    let history = History(
      MadeUp.recording([
        sent(1), sent(2), received(1, 3), received(2, 4), received(1, 5), received(1, 6),
      ]))
    #expect(Causes(history).needs == [[], [], [0], [0], [1], []])
  }
}
