import LabProtocol
import Synchronization
import Testing
import WorkbookRun
import WorkbookTestSupport

/// Ctrl-C, and windows that take turns.
@Suite struct WindowTests {
  /// Counts how often Ctrl-C was pressed, and ends at the third time.
  private static let catcher = """
    python3 -c '
    import signal
    count = 0
    def caught(*_):
        global count
        count += 1
        print("caught", count)
    signal.signal(signal.SIGINT, caught)
    while count < 3: signal.pause()
    print("bye")'
    """

  private static let server = """
    python3 -c 'import socket
    s = socket.create_server(("127.0.0.1", 10000))
    print("up")
    try:
        while True:
            c, a = s.accept(); print(c.recv(9).decode()); c.sendall(b"seen"); c.close()
    except KeyboardInterrupt: print("bye")'
    """

  private static func client(_ word: String) -> String {
    """
    python3 -c 'import socket
    s = socket.create_connection(("127.0.0.1", 10000))
    s.sendall(b"\(word)"); print(s.recv(9).decode())'
    """
  }

  // MARK: Ctrl-C

  @Test(arguments: [false, true]) func `a program hears each Ctrl-C, and the window goes on`(
    traced: Bool
  )
    async throws
  {
    let statuses = try await TestLab.expect(
      [
        (.command(Self.catcher), []), (.interrupt, ["caught 1"]), (.interrupt, ["caught 2"]),
        (.interrupt, ["caught 3", "bye"]), (.command("echo $?"), ["0"]),
        (.command("sleep 1000"), []), (.interrupt, []), (.command("echo after"), ["after"]),
        (.command("cat"), []), (.input("a"), ["a", "a"]), (.interrupt, []),
        (.command("echo last"), ["last"]),
      ], traced: traced)
    #expect(statuses == [nil, nil, nil, 0, 0, nil, 130, 0, nil, nil, 130, 0])
  }

  @Test func `Ctrl-C ends a loop of the shell, a pipeline and what waits for typing`() async throws
  {
    let statuses = try await TestLab.expect([
      (.command("while :; do sleep 1000; done"), []), (.interrupt, []),
      (.command("sleep 1000 | cat | cat"), []), (.interrupt, []),
      (.command("read x"), []), (.interrupt, []), (.command("echo \"x$x\""), ["x"]),
      (.command("sh -c 'sleep 1000; echo never'"), []), (.interrupt, []),
    ])
    #expect(statuses == [nil, 130, nil, 130, nil, 130, 0, nil, 130])
  }

  @Test func `Ctrl-C ends a program that sleeps again and again`() async throws {
    // As programs do that have threads for everything else.
    var limits = TestLab.patientLimits
    limits.seconds = 20
    let recording = try await TestLab.run(
      [["python3 -c 'import time\nprint(1)\nwhile True: time.sleep(0.2)'^C", "echo next"]],
      limits: limits)
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps[0].lines == ["1"])
    #expect(recording.terminals[0].steps[1].status == .exited(130))
    #expect(recording.terminals[0].steps[2].lines == ["next"])
  }

  @Test func `what a program prints as it ends stands behind Ctrl-C, whole`() async throws {
    let program = """
      python3 -c 'import signal, sys
      def caught(*_):
          for n in range(500): print("line", n)
          sys.exit(3)
      signal.signal(signal.SIGINT, caught)
      print("up"); signal.pause()'
      """
    let statuses = try await TestLab.expect([
      (.command(program), ["up"]), (.interrupt, (0..<500).map { "line \($0)" }),
    ])
    #expect(statuses == [nil, 3])
  }

  @Test func `only Ctrl-C that was shown isn't part of what is printed`() async throws {
    let program = """
      python3 -c '
      import signal, sys
      def caught(*_):
          print("\\x03 caught", flush=True); sys.exit(0)
      signal.signal(signal.SIGINT, caught)
      signal.pause()'
      """
    try await TestLab.expect([
      (.command(program), []), (.interrupt, ["\\x03 caught"]), (.command("stty -echo"), []),
      (.command(program), []), (.interrupt, ["\\x03 caught"]), (.command("stty echo"), []),
      (.command(program), []), (.interrupt, ["\\x03 caught"]),
    ])
  }

  // MARK: Ticks

  @Test(arguments: [1, 4])
  func `a program that prints at intervals is interrupted when it has shown what the chapter shows`(
    count: Int
  ) async throws {
    var request = TestLab.request([["while :; do echo tick; sleep 0.2; done^C", "echo after"]])
    request.terminals[0].steps[0].lineCount = count
    let recording = try await TestLab.run(request)
    #expect(recording.outcome == .ran(.complete))
    let steps = recording.terminals[0].steps
    #expect(steps[0].lines == Array(repeating: "tick", count: count))
    #expect(steps.map(\.status) == [nil, .exited(130), .exited(0)])
    #expect(steps[2].lines == ["after"])
  }

  @Test func `windows go on beside one that prints at intervals`() async throws {
    var request = TestLab.request([
      ["while :; do echo tick; sleep 0.2; done^C"], ["echo one", "echo two"],
    ])
    request.terminals[0].steps[0].lineCount = 2
    let recording = try await TestLab.run(request)
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps[0].lines.prefix(2) == ["tick", "tick"])
    #expect(recording.terminals[1].steps.map(\.lines) == [["one"], ["two"]])
  }

  /// Its lines come from what others do, however many they are.
  @Test func `a server that prints a line for each client doesn't print at intervals`() async throws
  {
    var request = TestLab.request([
      (0, [.command(Self.server), .interrupt]),
      (1, (0..<6).map { .command(Self.client("hello \($0)")) }),
    ])
    // The chapter shows none of them, but three dots.
    request.terminals[0].steps[0].lineCount = 0
    let asked = request
    let commands = Mutex(0)
    let recording = try await Slots.programs.take {
      try await TestLab.lab.run(asked) { event in
        if case .taken(.command) = event.kind { commands.withLock { $0 += 1 } }
      }
    }
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps[0].lines == ["up"] + (0..<6).map { "hello \($0)" })
    #expect(commands.withLock { $0 } == 7, "it was run once")
  }

  // MARK: Turns

  @Test(arguments: [false, true])
  func `windows take turns, and each shows what happens there meanwhile`(traced: Bool) async throws
  {
    try await TestLab.expect(
      [
        (0, [(.command(Self.server), ["up"])]),
        (1, [(.command(Self.client("one")), ["seen"])]),
        (0, [(.look, ["one"])]),
        (1, [(.look, []), (.command(Self.client("two")), ["seen"])]),
        (0, [(.look, ["two"]), (.interrupt, ["bye"]), (.command("echo over"), ["over"])]),
      ], traced: traced)
  }

  @Test func `two programs are typed for in turn`() async throws {
    try await TestLab.expect([
      (0, [(.command("cat > f"), [])]), (1, [(.command("cat"), [])]),
      (0, [(.look, []), (.input("a"), ["a"])]), (1, [(.look, []), (.input("b"), ["b", "b"])]),
      (0, [(.look, []), (.endOfInput, []), (.command("cat f"), ["a"])]),
      (1, [(.look, []), (.endOfInput, []), (.command("cat f"), ["a"])]),
    ])
  }

  @Test func `a terminal that goes on with Ctrl-C presses it in its turn`() async throws {
    let recording = try await TestLab.run(
      TestLab.request([
        (0, [.command("sleep 1000")]), (1, [.command("pgrep -c sleep")]),
        (0, [.look, .interrupt]), (1, [.look, .command("pgrep -c sleep")]),
      ]))
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[1].steps[0].lines == ["1"])
    #expect(recording.terminals[3].steps[1].lines == ["0"])
  }

  @Test func `a window that stays open may be left with a program`() async throws {
    var request = TestLab.request([[Self.server], [Self.client("one")]])
    request.windows[0].staysOpen = true
    let recording = try await TestLab.run(request)
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps[0].lines == ["up", "one"])
    #expect(recording.terminals[0].steps[0].status == nil)
    request.windows[0].staysOpen = false
    guard case .ran(.waitsForEver(let activities)) = try await TestLab.run(request).outcome else {
      Issue.record("it ended")
      return
    }
    #expect(activities.map(\.program) == ["python3"])
  }
}
