import FoundationEssentials
import LabProtocol
import Testing
import WorkbookTestSupport

@testable import WorkbookRun

/// What is the same in every run.
@Suite struct CanonicalOrderTests {
  private func order(
    _ steps: [TracedStep], _ events: [Recording.Event] = []
  ) -> CanonicalOrder {
    CanonicalOrder(of: MadeUp.recording(steps, events))
  }

  private func calls(_ order: CanonicalOrder) -> [CanonicalOrder.Call] {
    order.steps.compactMap { if case .called(let call) = $0.kind { call } else { nil } }
  }

  private func step(
    _ terminal: Int, _ process: Int, _ action: TracedStep.Action, cause: Int? = nil
  ) -> CanonicalOrder.Step {
    .init(
      terminal: terminal, step: 0,
      kind: .called(.init(process: process, program: "p", action: action)), cause: cause)
  }

  private let terminals = [
    ClientPorts.Terminal(host: nil, ports: [50000...50000]),
    ClientPorts.Terminal(host: nil, ports: [50001...50001]),
  ]

  // MARK: Numbers

  @Test func `sockets and processes are numbered as they appear`() {
    let found = calls(
      order([
        MadeUp.step(7, 1, .made(MadeUp.tcp(4711)), terminal: 0),
        MadeUp.step(7, 2, .madePair(MadeUp.tcp(12), MadeUp.tcp(4711)), terminal: 0),
        MadeUp.step(3, 3, .closed(MadeUp.tcp(12)), terminal: 1),
        MadeUp.step(9, 4, .closed(MadeUp.tcp(13)), terminal: 1),
      ]))
    #expect(found.map { $0.action.sockets.map(\.id) } == [[0], [1, 0], [1], [2]])
    #expect(found.map(\.process) == [0, 0, 0, 1])
  }

  @Test func `a run of the same programs with other numbers and times is the same`() {
    func run(_ socket: UInt64, _ process: Int, _ delay: Double, peer: UInt64?) -> CanonicalOrder {
      let unix = TracedSocket(id: socket, kind: .unixStream, peer: peer)
      return order([
        MadeUp.step(process, 1, .made(unix), terminal: 0),
        MadeUp.step(process, 2 + delay, .timePassed, terminal: 0),
        MadeUp.step(process, 3 + delay, .closed(unix), terminal: 0),
      ])
    }
    let first = run(1, 0, 0, peer: nil)
    #expect(run(99, 5, 70, peer: 4) == first)
    // Letting time pass is nothing to show.
    #expect(calls(first).map(\.label) == ["socket Unix stream", "close"])
  }

  @Test func `a connection that was reset still shows its other end`() {
    let (client, server): (Endpoint, Endpoint) = ("127.0.0.1:50000", "127.0.0.1:10000")
    let found = calls(
      order([
        MadeUp.step(0, 1, .connected(MadeUp.tcp(1, client, server), to: server)),
        MadeUp.step(
          0, 2, .sent(MadeUp.tcp(1, client), to: nil, MadeUp.payload("a")), error: 104),
        MadeUp.step(0, 3, .closed(MadeUp.tcp(1, client))),
        MadeUp.step(0, 4, .closed(MadeUp.tcp(2, client))),
      ]))
    #expect(found.map { $0.action.sockets[0].remote } == [server, server, server, nil])
  }

  @Test func `what failed, and what didn't return, is told`() {
    let found = calls(
      order([
        MadeUp.step(0, 1, .closed(MadeUp.tcp(1)), error: 9),
        MadeUp.step(0, 2, .accepted(MadeUp.tcp(1), new: nil), isEndless: true),
      ]))
    #expect(found.map(\.label) == ["close: Bad file descriptor", "accept …"])
  }

  // MARK: Causes

  @Test func `a cause is the last step of another process`() {
    let found = order(
      [
        MadeUp.step(0, 1, .madePair(MadeUp.tcp(1), MadeUp.tcp(2))),
        MadeUp.step(0, 2, .sent(MadeUp.tcp(1), to: nil, MadeUp.payload("a"))),
        MadeUp.step(0, 3, .made(MadeUp.tcp(9))),
        MadeUp.step(0, 4, .sent(MadeUp.tcp(1), to: nil, MadeUp.payload("b"))),
        MadeUp.step(1, 4.6, .made(MadeUp.tcp(8))),
        MadeUp.step(1, 5, .received(MadeUp.tcp(2), from: nil, MadeUp.payload("ab"))),
        // Its own bytes are no cause that is worth an arrow.
        MadeUp.step(1, 6, .madePair(MadeUp.tcp(3), MadeUp.tcp(4))),
        MadeUp.step(1, 7, .sent(MadeUp.tcp(3), to: nil, MadeUp.payload("c"))),
        MadeUp.step(1, 8, .received(MadeUp.tcp(4), from: nil, MadeUp.payload("c"))),
      ], [MadeUp.event(0, 0), MadeUp.event(1, 4.5)])
    #expect(found.steps.map(\.cause) == [nil, 0, nil, nil, nil, nil, 5, 4, nil, nil, nil])
  }

  // MARK: What is compared and shown

  @Test func `a picture has no processes, and its causes stay right`() {
    let picture = CanonicalOrder(steps: [
      .init(terminal: 0, step: 0, kind: .typed), step(0, 0, .forked(child: 1), cause: 0),
      step(0, 0, MadeUp.printed("a")), step(1, 0, MadeUp.printed("b"), cause: 2),
      step(0, 0, .exited), step(0, 1, .awaited(child: 1), cause: 4),
      step(1, 0, .closed(MadeUp.tcp(0)), cause: 3), step(1, 0, MadeUp.printed("c"), cause: 1),
      .init(terminal: 0, step: 0, kind: .ended(.exited(0)), cause: 4),
    ]).picture(on: terminals)
    #expect(calls(picture).map(\.label) == ["> a", "> b", "close", "> c"])
    #expect(picture.steps.map(\.cause) == [nil, nil, 1, 2, nil, nil])
  }

  @Test func `numbers of programs stand for no ports`() {
    let raw = TracedSocket(id: 0, kind: .raw, local: "0.0.0.0:1", remote: "127.0.0.1:1")
    let picture = CanonicalOrder(steps: [step(0, 0, .made(raw))]).picture(on: terminals)
    #expect(calls(picture)[0].action == .made(TracedSocket(id: 0, kind: .raw)))
  }

  @Test func `an outline has no bytes and no addresses of calls`() {
    func outline(_ text: String, _ addresses: [UInt64]) -> CanonicalOrder {
      var order = CanonicalOrder(steps: [
        step(0, 0, MadeUp.printed(text)),
        step(0, 0, .sent(MadeUp.tcp(0), to: nil, MadeUp.payload(text))),
        step(0, 0, .received(MadeUp.tcp(0), from: nil, MadeUp.payload(text))),
      ])
      guard case .called(var call) = order.steps[1].kind else { return order }
      call.addresses = addresses
      order.steps[1].kind = .called(call)
      return order.outlined()
    }
    #expect(outline("abc", [1]) == outline("xyz", [2]))
    #expect(outline("abc", [1]) != outline("abcd", [1]))
  }

  @Test func `an outline joins what a process prints`() {
    let steps = [
      step(0, 0, MadeUp.printed("a")), step(1, 0, MadeUp.printed("x"), cause: 0),
      step(0, 0, MadeUp.printed("b"), cause: 1), step(0, 1, MadeUp.printed("c"), cause: 2),
      step(0, 0, .made(MadeUp.tcp(0))), step(0, 0, MadeUp.printed("d"), cause: 4),
    ]
    let outline = CanonicalOrder(steps: steps).outlined()
    #expect(calls(outline).map(\.label) == ["> ", "> ", "> ", "socket TCP", "> "])
    #expect(outline.steps.map(\.cause) == [nil, 0, nil, nil, 3])
    #expect(calls(outline).map(\.process) == [0, 0, 1, 0, 0])
  }

  @Test func `a call's line is that of the innermost function in the listing`() {
    var order = CanonicalOrder(steps: [step(0, 0, .made(MadeUp.tcp(0))), step(0, 0, .exited)])
    guard case .called(var call) = order.steps[0].kind else { return }
    call.addresses = [10, 20, 30]
    order.steps[0].kind = .called(call)
    #expect(order.addresses == ["p": [10, 20, 30]])
    order.note(lines: ["p": [20: 7, 30: 9], "q": [10: 1]])
    #expect(calls(order).map(\.line) == [7, nil])
  }
}
