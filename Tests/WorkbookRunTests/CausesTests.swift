import FoundationEssentials
import Glibc
import LabProtocol
import Testing
import WorkbookTestSupport

@testable import WorkbookRun

/// What had to wait for what.
@Suite struct CausesTests {
  /// Each entry that had to wait, behind what it waited for.
  private func causes(_ steps: [TracedStep], _ events: [Recording.Event] = []) -> [String] {
    let history = History(MadeUp.recording(steps, events))
    return zip(history.entries, Causes(history).needs).flatMap { entry, needs in
      needs.map { "\(history.entries[$0].label) → \(entry.label)" }
    }
  }

  private let client: Endpoint = "127.0.0.1:50000"
  private let server: Endpoint = "127.0.0.1:10000"
  private var listener: TracedSocket { MadeUp.tcp(1, server) }
  private var caller: TracedSocket { MadeUp.tcp(2, client, server) }
  private var taken: TracedSocket { MadeUp.tcp(3, server, client) }

  // MARK: Processes

  @Test func `a process begins when its command is typed, or its parent forks`() {
    #expect(
      causes(
        [
          MadeUp.step(0, 2, .forked(child: 1)), MadeUp.step(1, 3, MadeUp.printed("a"), terminal: 0),
          MadeUp.step(1, 4, .exited, terminal: 0),
          MadeUp.step(0, 3.5, .awaited(child: 1), until: 5),
          MadeUp.step(0, 6, .exited),
        ], [MadeUp.event(0, 1), MadeUp.event(0, 7, .ended(.exited(0)))])
        == ["typed 0 → 0 fork", "0 fork → 1 > a", "1 exit → 0 wait", "0 exit → ended 0"])
  }

  @Test func `each command has its own first process`() {
    #expect(
      causes(
        [
          MadeUp.step(0, 2, .exited),
          MadeUp.step(1, 4, MadeUp.printed("b"), terminal: 0, step: 1),
        ],
        [
          MadeUp.event(0, 1), MadeUp.event(0, 2.5, .ended(.exited(0))),
          MadeUp.event(0, 3, step: 1),
        ])
        == ["typed 0 → 0 exit", "0 exit → ended 0", "typed 0 → 1 > b"])
  }

  // MARK: Connections

  @Test func `a connection is accepted after it was made, and made after listening`() {
    #expect(
      causes([
        MadeUp.step(0, 1, .listened(listener, backlog: 1)),
        MadeUp.step(1, 2, .connected(caller, to: server)),
        MadeUp.step(0, 1.5, .accepted(listener, new: taken), until: 3),
      ]) == [
        "0 listen 1 → 1 connect 127.0.0.1:10000",
        "1 connect 127.0.0.1:10000 → 0 accept 127.0.0.1:50000",
      ])
  }

  @Test(arguments: [(nil, true), (EINPROGRESS, true), (ECONNREFUSED, false), (EINTR, false)])
  func `a connect counts if it succeeded, or goes on`(_ error: Int32?, _ counts: Bool) {
    let found = causes([
      MadeUp.step(1, 2, .connected(caller, to: server), error: error),
      MadeUp.step(0, 3, .accepted(listener, new: taken)),
    ])
    #expect(found.count == (counts ? 1 : 0))
  }

  @Test func `each connection is accepted once, and each accept takes its own`() {
    let other = MadeUp.tcp(4, "127.0.0.1:50001", server)
    #expect(
      causes([
        MadeUp.step(1, 1, .connected(other, to: server)),
        MadeUp.step(2, 2, .connected(caller, to: server)),
        MadeUp.step(0, 3, .accepted(listener, new: taken)),
        MadeUp.step(0, 4, .accepted(listener, new: MadeUp.tcp(5, server, client))),
        MadeUp.step(0, 5, .accepted(listener, new: nil), error: EMFILE),
      ]) == ["2 connect 127.0.0.1:10000 → 0 accept 127.0.0.1:50000"])
  }

  @Test func `a connection that was reset at once is found by the address that was called`() {
    #expect(
      causes([
        MadeUp.step(1, 1, .connected(MadeUp.tcp(2, client), to: server)),
        MadeUp.step(0, 2, .accepted(listener, new: taken)),
      ]) == ["1 connect 127.0.0.1:10000 → 0 accept 127.0.0.1:50000"])
  }

  @Test func `Unix sockets are found by what the kernel says of their other end`() {
    let here = TracedSocket(id: 2, kind: .unixStream)
    func accepting(_ peer: UInt64) -> [String] {
      let new = TracedSocket(id: 3, kind: .unixStream, local: "./s", peer: peer)
      return causes([
        MadeUp.step(1, 1, .connected(here, to: "./s")),
        MadeUp.step(0, 2, .accepted(TracedSocket(id: 1, kind: .unixStream), new: new)),
      ])
    }
    #expect(accepting(2) == ["1 connect ./s → 0 accept"])
    #expect(accepting(9) == [])
  }

  // MARK: Bytes

  /// Sends and receives in turn as numbers of bytes, and which sends each receive had to wait for.
  @Test(arguments: [
    ([5], [5], [[0]]), ([5, 5], [5, 5], [[0], [1]]), ([5, 5], [10], [[0, 1]]),
    ([5, 5], [4, 1, 5], [[0], [0], [1]]), ([5, 5], [6, 4], [[0, 1], [1]]),
    ([1, 1, 1], [2, 1], [[0, 1], [2]]), ([10], [3, 3, 4], [[0], [0], [0]]),
  ])
  func `bytes are received after they were sent`(
    _ sent: [Int], _ received: [Int], _ expected: [[Int]]
  ) {
    let pair: TracedStep.Action = .madePair(MadeUp.tcp(1), MadeUp.tcp(2))
    func payload(_ count: Int) -> Payload { Payload(count: count, prefix: Data()) }
    // What is done in between keeps the pieces apart.
    let sends = sent.enumerated().flatMap { index, count in
      [
        MadeUp.step(0, Double(index), .sent(MadeUp.tcp(1), to: nil, payload(count))),
        MadeUp.step(0, Double(index), .made(MadeUp.tcp(9))),
      ]
    }
    let receives = received.enumerated().flatMap { index, count in
      [
        MadeUp.step(1, Double(100 + index), .received(MadeUp.tcp(2), from: nil, payload(count))),
        MadeUp.step(1, Double(100 + index), .made(MadeUp.tcp(9))),
      ]
    }
    let history = History(MadeUp.recording([MadeUp.step(0, -1, pair)] + sends + receives))
    let places = history.entries.indices.filter { history.entries[$0].label.hasPrefix("0 send") }
    let needs = zip(history.entries, Causes(history).needs)
      .filter { $0.0.label.hasPrefix("1 recv") }.map { $0.1.map { places.firstIndex(of: $0) } }
    #expect(needs == expected)
  }

  @Test func `what failed was neither sent nor received`() {
    let pair: TracedStep.Action = .madePair(MadeUp.tcp(1), MadeUp.tcp(2))
    #expect(
      causes([
        MadeUp.step(0, 1, pair),
        MadeUp.step(0, 2, .sent(MadeUp.tcp(1), to: nil, MadeUp.payload("a")), error: EPIPE),
        MadeUp.step(1, 3, .received(MadeUp.tcp(2), from: nil, MadeUp.payload("b"))),
      ]) == [])
  }

  // MARK: Ends

  /// What a process does with its end of a connection, and whether that ends it for the other one.
  @Test(
    arguments: [
      ([.shutDown(MadeUp.tcp(1), how: Int(SHUT_RD))], nil),
      ([.shutDown(MadeUp.tcp(1), how: Int(SHUT_WR))], "0 shutdown SHUT_WR"),
      ([.shutDown(MadeUp.tcp(1), how: Int(SHUT_RDWR))], "0 shutdown SHUT_RDWR"),
      ([.closed(MadeUp.tcp(1))], "0 close"), ([.closed(MadeUp.tcp(9))], nil), ([.exited], "0 exit"),
      ([.closed(MadeUp.tcp(1)), .exited], "0 close"),
      ([.shutDown(MadeUp.tcp(1), how: Int(SHUT_WR)), .closed(MadeUp.tcp(1))], "0 close"),
    ] as [([TracedStep.Action], String?)])
  func `the end of a stream comes after the other end has ended it`(
    _ actions: [TracedStep.Action], _ cause: String?
  ) {
    var steps = [MadeUp.step(0, 1, .madePair(MadeUp.tcp(1), MadeUp.tcp(2)))]
    for (index, action) in actions.enumerated() {
      steps.append(MadeUp.step(0, Double(2 + index), action))
    }
    for (action, error) in [
      (.received(MadeUp.tcp(2), from: nil, MadeUp.payload("")), nil),
      (.received(MadeUp.tcp(2), from: nil, MadeUp.payload("")), ECONNRESET),
      (.sent(MadeUp.tcp(2), to: nil, MadeUp.payload("a")), EPIPE),
      (.sent(MadeUp.tcp(2), to: nil, MadeUp.payload("a")), ECONNRESET),
    ] as [(TracedStep.Action, Int32?)] {
      let last = MadeUp.step(1, 9, action, error: error)
      let label = History(MadeUp.recording([last])).entries[0].label
      #expect(causes(steps + [last]) == (cause.map { ["\($0) → \(label)"] } ?? []))
    }
    let timedOut = MadeUp.step(
      1, 9, .received(MadeUp.tcp(2), from: nil, MadeUp.payload("")), error: EAGAIN)
    #expect(causes(steps + [timedOut]) == [])
  }

  @Test func `a stream that two processes share ends with the last of them`() {
    #expect(
      causes([
        MadeUp.step(0, 1, .madePair(MadeUp.tcp(1), MadeUp.tcp(2))),
        MadeUp.step(3, 2, .sent(MadeUp.tcp(1), to: nil, MadeUp.payload("a"))),
        MadeUp.step(0, 3, .closed(MadeUp.tcp(1))), MadeUp.step(3, 4, .exited),
        MadeUp.step(1, 5, .received(MadeUp.tcp(2), from: nil, MadeUp.payload(""))),
      ]) == ["3 exit → 1 recv"])
  }
}
