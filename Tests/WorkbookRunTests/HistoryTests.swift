import FoundationEssentials
import Glibc
import LabProtocol
import Testing
import WorkbookTestSupport

@testable import WorkbookRun

/// What happened in a traced run, in one sequence.
@Suite struct HistoryTests {
  private func labels(_ steps: [TracedStep], _ events: [Recording.Event] = []) -> [String] {
    History(MadeUp.recording(steps, events)).entries.map(\.label)
  }

  private let one = MadeUp.tcp(1)
  private let two = MadeUp.tcp(2)

  // MARK: Order

  @Test func `what waits takes place when it ends, the rest when it begins`() {
    #expect(
      labels(
        [
          MadeUp.step(0, 1, .received(one, from: nil, MadeUp.payload("a")), until: 5),
          MadeUp.step(1, 2, .sent(two, to: nil, MadeUp.payload("a")), until: 9),
          MadeUp.step(2, 3, .timePassed, until: 4),
          MadeUp.step(3, 3, .accepted(one, new: nil), isEndless: true),
          MadeUp.step(4, 3, .closed(one), isEndless: true),
        ]) == ["1 send 1 byte \"a\"", "4 close …", "2 time", "0 recv 1 byte \"a\"", "3 accept …"])
  }

  @Test func `what the reader does is among the steps, and output isn't repeated`() {
    #expect(
      labels(
        [MadeUp.step(0, 2, MadeUp.printed("a")), MadeUp.step(0, 6, MadeUp.printed("b"))],
        [
          MadeUp.event(0, 1), MadeUp.event(0, 3, .output(Data("a".utf8))),
          MadeUp.event(0, 4, .taken(.interrupt)), MadeUp.event(0, 7, .ended(.exited(0))),
        ]) == ["typed 0", "0 > ab", "^C 0", "ended 0"])
  }

  // MARK: Pieces

  @Test(arguments: [
    // Another process in between doesn't matter, its own calls do.
    (
      [
        MadeUp.step(0, 1, MadeUp.printed("a")), MadeUp.step(1, 2, MadeUp.printed("x")),
        MadeUp.step(0, 3, MadeUp.printed("b")), MadeUp.step(0, 4, .made(MadeUp.tcp(1))),
        MadeUp.step(0, 5, MadeUp.printed("c")),
      ], ["0 > ab", "1 > x", "0 socket TCP", "0 > c"]
    ),
    // Bytes of one stream, without an address.
    (
      [
        MadeUp.step(0, 1, .sent(MadeUp.tcp(1), to: nil, MadeUp.payload("a"))),
        MadeUp.step(0, 2, .sent(MadeUp.tcp(1), to: nil, MadeUp.payload("b"))),
        MadeUp.step(0, 3, .sent(MadeUp.tcp(2), to: nil, MadeUp.payload("c"))),
        MadeUp.step(0, 4, .sent(MadeUp.tcp(2), to: "127.0.0.1:1", MadeUp.payload("d"))),
        MadeUp.step(0, 5, .sent(MadeUp.udp(3), to: nil, MadeUp.payload("e"))),
        MadeUp.step(0, 6, .sent(MadeUp.udp(3), to: nil, MadeUp.payload("f"))),
      ],
      [
        "0 send 2 bytes \"ab\"", "0 send 1 byte \"c\"", "0 sendto 127.0.0.1:1: 1 byte \"d\"",
        "0 send 1 byte \"e\"", "0 send 1 byte \"f\"",
      ]
    ),
    // The end of a stream is no piece of it.
    (
      [
        MadeUp.step(0, 1, .received(MadeUp.tcp(1), from: nil, MadeUp.payload("a"))),
        MadeUp.step(0, 2, .received(MadeUp.tcp(1), from: nil, MadeUp.payload("b"))),
        MadeUp.step(0, 3, .received(MadeUp.tcp(1), from: nil, MadeUp.payload(""))),
        MadeUp.step(0, 4, .received(MadeUp.tcp(1), from: nil, MadeUp.payload(""))),
      ], ["0 recv 2 bytes \"ab\"", "0 recv", "0 recv"]
    ),
    // What failed, or didn't end, stays by itself.
    (
      [
        MadeUp.step(0, 1, .sent(MadeUp.tcp(1), to: nil, MadeUp.payload("a"))),
        MadeUp.step(0, 2, .sent(MadeUp.tcp(1), to: nil, MadeUp.payload("b")), error: EPIPE),
        MadeUp.step(0, 3, .sent(MadeUp.tcp(1), to: nil, MadeUp.payload("c"))),
        MadeUp.step(0, 4, .sent(MadeUp.tcp(1), to: nil, MadeUp.payload("d")), isEndless: true),
      ],
      [
        "0 send 1 byte \"a\"", "0 send 1 byte \"b\": Broken pipe", "0 send 1 byte \"c\"",
        "0 send 1 byte \"d\" …",
      ]
    ),
    // A wait until time was up counts between what is printed, and not between what is received.
    (
      [
        MadeUp.step(0, 1, MadeUp.printed("a")), MadeUp.step(0, 2, .timePassed),
        MadeUp.step(0, 3, MadeUp.printed("b")),
        MadeUp.step(0, 4, .received(MadeUp.tcp(1), from: nil, MadeUp.payload("c"))),
        MadeUp.step(0, 5, .timePassed), MadeUp.step(0, 6, .timePassed),
        MadeUp.step(0, 7, .received(MadeUp.tcp(1), from: nil, MadeUp.payload("d"))),
      ], ["0 > a", "0 time", "0 > b", "0 recv 2 bytes \"cd\""]
    ),
  ])
  func `pieces are joined`(_ steps: [TracedStep], _ expected: [String]) {
    #expect(labels(steps) == expected)
  }

  @Test func `what came in pieces takes place when the last of them came`() {
    let steps = [
      MadeUp.step(0, 1, .received(one, from: nil, MadeUp.payload("a")), until: 2),
      MadeUp.step(1, 3, .sent(two, to: nil, MadeUp.payload("b"))),
      MadeUp.step(0, 4, .received(one, from: nil, MadeUp.payload("b")), until: 5),
    ]
    #expect(labels(steps) == ["1 send 1 byte \"b\"", "0 recv 2 bytes \"ab\""])
    // Causes look at bytes in that order.
    let history = History(MadeUp.recording(steps))
    #expect(history.entries.map(\.time) == [3, 5])
  }

  @Test func `joined pieces are as long as all of them, and show what is known without a gap`() {
    func joined(_ first: Payload, _ second: Payload) -> Payload? {
      let history = History(
        MadeUp.recording([
          MadeUp.step(0, 1, .sent(one, to: nil, first)),
          MadeUp.step(0, 2, .sent(one, to: nil, second)),
        ]))
      guard history.entries.count == 1, case .step(let step) = history.entries[0].kind,
        case .sent(_, _, let payload) = step.action
      else { return nil }
      return payload
    }
    #expect(
      joined(Payload(count: 3, prefix: Data("ab".utf8)), MadeUp.payload("d"))
        == Payload(count: 4, prefix: Data("ab".utf8)))
    let long = Data(repeating: 1, count: Payload.longestPrefix)
    #expect(
      joined(Payload(count: long.count, prefix: long), MadeUp.payload("d"))
        == Payload(count: long.count + 1, prefix: long))
  }

  @Test func `sockets of the C library are left out from their first call`() {
    for (path, isLeftOut) in [
      ("/dev/log", true), ("/var/run/nscd/socket", true), ("./socket_file", false),
    ] {
      let socket = TracedSocket(id: 7, kind: .unixStream)
      let found = labels([
        MadeUp.step(0, 1, .made(socket)),
        MadeUp.step(0, 2, .connected(socket, to: .path(path)), error: ENOENT),
        MadeUp.step(0, 3, .closed(socket)), MadeUp.step(0, 4, .made(one)),
      ])
      #expect(found.count == (isLeftOut ? 1 : 4), "\(path)")
    }
  }

  // MARK: Owners

  @Test func `processes are ordered by terminal, command and parent`() {
    let history = History(
      MadeUp.recording(
        [
          MadeUp.step(5, 2, .forked(child: 9), terminal: 0),
          MadeUp.step(5, 3, .forked(child: 7), terminal: 0),
          MadeUp.step(7, 4, MadeUp.printed("second child"), terminal: 0),
          MadeUp.step(9, 5, .forked(child: 8), terminal: 0),
          MadeUp.step(8, 6, MadeUp.printed("grandchild"), terminal: 0),
          MadeUp.step(9, 7, MadeUp.printed("first child"), terminal: 0),
          MadeUp.step(3, 8, MadeUp.printed("next command"), terminal: 0, step: 1),
          MadeUp.step(1, 9, MadeUp.printed("other terminal"), terminal: 1),
        ], [MadeUp.event(0, 1), MadeUp.event(1, 8.5)]))
    let owners = history.sequences.keys.sorted()
    #expect(
      owners.map(\.path) == [
        [0], [0, 0], [0, 0, 0], [0, 0, 0, 0], [0, 0, 1], [0, 1], [1], [1, 0],
      ])
    #expect(
      owners.map { owner in (history.sequences[owner] ?? []).map { history.entries[$0].label } }
        == [
          ["typed 0"], ["5 fork", "5 fork"], ["9 fork", "9 > first child"], ["8 > grandchild"],
          ["7 > second child"], ["3 > next command"], ["typed 1"], ["1 > other terminal"],
        ])
  }
}
