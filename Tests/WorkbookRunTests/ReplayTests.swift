import FoundationEssentials
import Glibc
import LabProtocol
import Testing
import WorkbookTestSupport

@testable import WorkbookRun

/// The order in which processes take turns.
@Suite struct ReplayTests {
  private func order(_ steps: [TracedStep], _ events: [Recording.Event] = []) -> [String] {
    let history = History(MadeUp.recording(steps, events))
    return Replay(history, Causes(history)).order.map { history.entries[$0].label }
  }

  private func sent(_ process: Int, _ time: Double, _ socket: UInt64, _ text: String) -> TracedStep
  {
    MadeUp.step(process, time, .sent(MadeUp.tcp(socket), to: nil, MadeUp.payload(text)))
  }

  private func received(
    _ process: Int, _ time: Double, _ socket: UInt64, _ text: String, error: Int32? = nil
  ) -> TracedStep {
    MadeUp.step(
      process, time, .received(MadeUp.tcp(socket), from: nil, MadeUp.payload(text)), error: error)
  }

  private let pair = MadeUp.step(0, 0, .madePair(MadeUp.tcp(1), MadeUp.tcp(2)))

  // MARK: Turns

  @Test func `a process goes on until it has to wait, the first terminal's first`() {
    let steps = [
      MadeUp.step(1, 1, MadeUp.printed("b1")), MadeUp.step(0, 2, MadeUp.printed("a1")),
      MadeUp.step(1, 3, .made(MadeUp.tcp(9))), MadeUp.step(0, 4, .made(MadeUp.tcp(8))),
      MadeUp.step(1, 5, MadeUp.printed("b2")), MadeUp.step(0, 6, MadeUp.printed("a2")),
    ]
    #expect(
      order(steps) == ["0 > a1", "0 socket TCP", "0 > a2", "1 > b1", "1 socket TCP", "1 > b2"])
  }

  @Test func `a process that waits lets the others go on, and goes on when it can`() {
    let steps = [
      pair, received(0, 9, 1, "x"), MadeUp.step(0, 10, MadeUp.printed("a")),
      MadeUp.step(1, 1, MadeUp.printed("b")), sent(1, 2, 2, "x"),
      MadeUp.step(1, 3, MadeUp.printed("c")),
    ]
    #expect(
      order(steps) == [
        "0 socketpair TCP", "1 > b", "1 send 1 byte \"x\"", "0 recv 1 byte \"x\"", "0 > a", "1 > c",
      ])
  }

  @Test func `a process goes on after sending if no other one waits for it`() {
    let steps = [
      pair, sent(0, 1, 1, "x"), MadeUp.step(0, 2, MadeUp.printed("a")),
      MadeUp.step(1, 3, MadeUp.printed("b")), received(1, 4, 2, "x"),
    ]
    #expect(
      order(steps)
        == ["0 socketpair TCP", "0 send 1 byte \"x\"", "0 > a", "1 > b", "1 recv 1 byte \"x\""])
  }

  // MARK: The reader

  @Test func `a terminal is opened, and Ctrl-C pressed, when nothing else can happen`() {
    let steps = [
      MadeUp.step(0, 1, MadeUp.printed("a")), MadeUp.step(0, 1.5, .made(MadeUp.tcp(9))),
      MadeUp.step(0, 2.5, MadeUp.printed("b")), MadeUp.step(1, 2, MadeUp.printed("c")),
      MadeUp.step(1, 2.6, .made(MadeUp.tcp(8))), MadeUp.step(1, 6, MadeUp.printed("d")),
    ]
    #expect(
      order(
        steps,
        [
          MadeUp.event(0, 0), MadeUp.event(1, 1.8), MadeUp.event(0, 5, .taken(.interrupt)),
          MadeUp.event(0, 7, .ended(.signaled(2))),
        ]) == [
          "typed 0", "0 > a", "0 socket TCP", "typed 1", "0 > b", "1 > c", "1 socket TCP", "^C 0",
          "ended 0", "1 > d",
        ])
  }

  @Test func `a terminal's next command is typed when nothing else can happen`() {
    let steps = [
      MadeUp.step(0, 1, .exited), MadeUp.step(2, 4, MadeUp.printed("b"), terminal: 0, step: 1),
      MadeUp.step(1, 2.5, MadeUp.printed("c")),
    ]
    #expect(
      order(
        steps,
        [
          MadeUp.event(0, 0), MadeUp.event(1, 0.5), MadeUp.event(0, 2, .ended(.exited(0))),
          MadeUp.event(0, 3, step: 1),
        ]) == ["typed 0", "typed 1", "0 exit", "ended 0", "1 > c", "typed 0", "2 > b"])
  }

  // MARK: Time

  @Test func `time passes only when no process can go on without`() {
    let steps = [
      MadeUp.step(0, 1, .timePassed, until: 2), MadeUp.step(0, 2, MadeUp.printed("late")),
      MadeUp.step(1, 3, MadeUp.printed("a")), MadeUp.step(1, 4, .made(MadeUp.tcp(9))),
      MadeUp.step(1, 5, MadeUp.printed("b")),
    ]
    #expect(order(steps) == ["1 > a", "1 socket TCP", "1 > b", "0 time", "0 > late"])
  }

  @Test func `a receive until time was up lets time pass, too`() {
    let steps = [
      received(0, 1, 5, "", error: EAGAIN), MadeUp.step(0, 2, MadeUp.printed("late")),
      MadeUp.step(1, 3, MadeUp.printed("a")),
    ]
    #expect(
      order(steps) == ["1 > a", "0 recv: Resource temporarily unavailable", "0 > late"])
    // Not so with other errors, which come at once.
    let refused = received(0, 1, 5, "", error: ECONNREFUSED)
    #expect(order([refused] + steps.dropFirst()).last == "1 > a")
  }

  @Test func `of several that let time pass the first in time goes on`() {
    let steps = [
      MadeUp.step(0, 1, .timePassed, until: 9), MadeUp.step(0, 9, MadeUp.printed("a")),
      MadeUp.step(1, 1, .timePassed, until: 5), MadeUp.step(1, 5, MadeUp.printed("b")),
    ]
    #expect(order(steps) == ["1 time", "1 > b", "0 time", "0 > a"])
  }

  @Test func `a process that sent to one that lets time pass goes on itself`() {
    let steps = [
      pair, sent(0, 1, 1, "x"), MadeUp.step(0, 2, MadeUp.printed("a")),
      MadeUp.step(1, 0.5, .timePassed, until: 3), MadeUp.step(1, 4, MadeUp.printed("b")),
    ]
    #expect(
      order(steps) == ["0 socketpair TCP", "0 send 1 byte \"x\"", "0 > a", "1 time", "1 > b"])
  }

  @Test(arguments: 0..<4) func `looking around changes nothing`(count: Int) {
    // A server that looks around until a client comes, and then until the run ends.
    let looks = (0..<count).map { MadeUp.step(0, 1 + Double($0) / 8, .timePassed) }
    let steps =
      [pair] + looks + [
        received(0, 5, 1, "x"), MadeUp.step(0, 6, MadeUp.printed("a")),
        MadeUp.step(1, 4, MadeUp.printed("b")), sent(1, 4.5, 2, "x"),
      ] + looks.map { MadeUp.step(0, $0.began + 10, .timePassed) }
    #expect(
      order(steps) == [
        "0 socketpair TCP", "1 > b", "1 send 1 byte \"x\"", "0 recv 1 byte \"x\"", "0 > a",
      ])
  }

  @Test func `a wait that led to something stays`() {
    let steps = [
      MadeUp.step(0, 1, .timePassed, until: 2), sent(0, 3, 5, "ask"),
      MadeUp.step(1, 4, MadeUp.printed("b")),
    ]
    #expect(order(steps) == ["1 > b", "0 time", "0 send 3 bytes \"ask\""])
  }
}
