import LabProtocol
import Testing
import WorkbookRun
import WorkbookTestSupport

/// What time alone brings about is waited for before the next step.
@Suite struct TimerTests {
  /// A program for each way to let a little time pass; the part before and the part that waits.
  private static let waits: [(name: String, lines: String)] = [
    ("a sleep", "time.sleep(0.3)"),
    ("a sleep until a time", "c.clock_nanosleep(1, 1, soon(0.3), None)"),
    ("a timer of asyncio", "asyncio.run(asyncio.sleep(0.3))"),
    ("select", "select.select([], [], [], 0.3)"),
    ("poll", "select.poll().poll(300)"),
    ("epoll", "select.epoll().poll(0.3)"),
    ("a lock", "threading.Event().wait(0.3)"),
    ("a thread", "t = threading.Timer(0.3, print, [\"thread\"]); t.start(); t.join()"),
    (
      "a socket's time limit",
      "s = socket.socketpair()[0]; s.settimeout(0.3)\ntry: s.recv(1)\nexcept TimeoutError: pass"
    ),
    (
      "a socket's own time limit",
      """
      s, other = socket.socketpair()
      s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, 300000))
      try: s.recv(1)
      except BlockingIOError: pass
      """
    ),
    (
      "a socket's time limit for sending",
      """
      s, other = socket.socketpair()
      s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 0, 700000))
      try: s.sendall(bytes(1 << 24))
      except BlockingIOError: pass
      """
    ),
    (
      "a timer that is a descriptor",
      """
      t = c.timerfd_create(1, 0)
      c.timerfd_settime(t, 0, struct.pack("qqqq", 0, 0, 0, 300_000_000), None)
      os.read(t, 8)
      """
    ),
    (
      "a timer that is a descriptor, polled",
      """
      t = c.timerfd_create(1, 0)
      c.timerfd_settime(t, 0, struct.pack("qqqq", 0, 0, 0, 300_000_000), None)
      select.select([t], [], [])
      """
    ),
    ("alarm", "signal.signal(signal.SIGALRM, heard)\nsignal.alarm(1); signal.pause()"),
    (
      "setitimer",
      "signal.signal(signal.SIGALRM, heard)\nsignal.setitimer(signal.ITIMER_REAL, 0.3); signal.pause()"
    ),
    (
      "setitimer, repeated",
      """
      signal.signal(signal.SIGALRM, heard)
      signal.setitimer(signal.ITIMER_REAL, 0.2, 0.2); signal.pause(); signal.pause()
      signal.setitimer(signal.ITIMER_REAL, 0)
      """
    ),
    (
      "a timer that was made",
      """
      signal.signal(signal.SIGALRM, heard)
      t = ctypes.c_void_p()
      c.timer_create(1, None, ctypes.byref(t))
      c.timer_settime(t, 0, struct.pack("qqqq", 0, 0, 0, 300_000_000), None); signal.pause()
      """
    ),
    (
      "a timer whose time is over, repeated",
      """
      signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
      t = ctypes.c_void_p()
      c.timer_create(1, None, ctypes.byref(t))
      c.timer_settime(t, 1, struct.pack("qqqq", 0, 300_000_000, 0, 1), None)
      signal.sigwait([signal.SIGALRM]); signal.sigwait([signal.SIGALRM])
      c.timer_settime(t, 0, struct.pack("qqqq", 0, 0, 0, 0), None)
      """
    ),
    (
      "an alarm that another program inherits",
      """
      program = "import os, signal; signal.alarm(1); os.execlp(\\"cat\\", \\"cat\\", \\"/dev/tty\\")"
      subprocess.run(["python3", "-c", program])
      """
    ),
    ("a signal's time limit", "signal.sigtimedwait([signal.SIGUSR1], 0.3)"),
    ("a child", "subprocess.run([\"sleep\", \"0.3\"])"),
    ("a child's time limit", "subprocess.run([\"timeout\", \"0.3\", \"sleep\", \"1000\"])"),
  ]

  /// What comes after it stays for ever.
  private static func program(_ wait: String) -> String {
    """
    python3 -c '
    import asyncio, ctypes, os, select, signal, socket, struct, subprocess, threading, time
    c = ctypes.CDLL(None)
    def heard(*_): pass
    def soon(seconds):
        t = time.clock_gettime_ns(1) + int(seconds * 1e9)
        return struct.pack("qq", t // 10**9, t % 10**9)
    print("begun")
    \(wait)
    print("late")
    signal.pause()'
    """
  }

  @Test(arguments: waits.map(\.name), [false, true])
  func `what comes after a while comes before the next step`(name: String, traced: Bool)
    async throws
  {
    let wait = try #require(Self.waits.first { $0.name == name }).lines
    let before = name == "a thread" ? ["begun", "thread", "late"] : ["begun", "late"]
    try await TestLab.expect(
      [
        (0, [(.command(Self.program(wait)), before), (.interrupt, Self.interrupted(wait))]),
        (1, [(.command("echo next"), ["next"])]),
      ], traced: traced)
  }

  /// What Python says when it is interrupted in the last line.
  private static func interrupted(_ wait: String) -> [String] {
    let line = program(wait).split(separator: "\n", omittingEmptySubsequences: false).count
    return [
      "Traceback (most recent call last):", "  File \"<string>\", line \(line), in <module>",
      "KeyboardInterrupt",
    ]
  }

  @Test(arguments: [
    "sleep 86400", "timeout 86400 sleep 1000000",
    "python3 -c 'import signal; signal.alarm(86400); signal.pause()'",
    "python3 -c 'import asyncio; asyncio.run(asyncio.sleep(86400))' 2>/dev/null",
    "python3 -c 'import threading; threading.Event().wait(86400)' 2>/dev/null",
  ])
  func `a day is as long as for ever`(line: String) async throws {
    let recording = try await TestLab.run([[line + "^C"], ["echo next"]])
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[1].steps[0].lines == ["next"])
    let taken = recording.events.filter { if case .taken = $0.kind { true } else { false } }
    #expect(taken.map(\.terminal) == [0, 1, 0])
    #expect(recording.duration < 100_000)
  }

  /// None of them shows anything, however often it looks.
  @Test(arguments: [
    "import select; p = select.poll()\nwhile True: p.poll(200)",
    "import threading\ne = threading.Event()\nwhile True: e.wait(0.2)",
    "import asyncio\nasync def main():\n  while True: await asyncio.sleep(0.2)\nasyncio.run(main())",
    """
    import ctypes, os, struct
    c = ctypes.CDLL(None)
    t = c.timerfd_create(1, 0)
    while True:
      c.timerfd_settime(t, 0, struct.pack("qqqq", 0, 0, 0, 200_000_000), None)
      os.read(t, 8)
    """,
    """
    import signal
    signal.signal(signal.SIGALRM, lambda *_: signal.alarm(1))
    signal.alarm(1)
    while True: signal.pause()
    """,
    "import socket\ns = socket.create_server((\"127.0.0.1\", 10000)); s.settimeout(0.2)\nwhile True:\n  try: s.accept()\n  except TimeoutError: pass",
  ])
  func `a program that looks around at intervals is settled`(program: String) async throws {
    let recording = try await TestLab.run([
      ["python3 -c '\(program)' 2>/dev/null^C", "echo after"], ["echo next"],
    ])
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps.map(\.lines) == [[], [], ["after"]])
    #expect(recording.terminals[0].steps.map(\.status) == [nil, .exited(130), .exited(0)])
    #expect(recording.terminals[1].steps[0].lines == ["next"])
  }

  @Test func `what comes after typing, and after Ctrl-C, is waited for, too`() async throws {
    let program = """
      python3 -c 'import time
      name = input("Name? "); time.sleep(0.3); print("hello", name)
      try: time.sleep(1000)
      except KeyboardInterrupt: time.sleep(0.3); print("bye")'
      """
    try await TestLab.expect([
      (.command(program), ["Name? "]), (.input("Ada"), ["Ada", "hello Ada"]),
      (.interrupt, ["bye"]), (.command("echo next"), ["next"]),
    ])
  }

  /// Each look is made by another program, which sleeps, and is gone.
  @Test func `a shell that looks around in a loop settles`() async throws {
    try await TestLab.expect([
      (0, [(.command("until [ -e up ]; do sleep 0.1; done; echo seen"), ["seen"])]),
      (1, [(.command("touch up"), [])]),
    ])
  }

  @Test func `a loop that ends by itself is waited for`() async throws {
    try await TestLab.expect([
      (0, [(.command("for i in 1 2 3 4 5 6 7 8; do sleep 0.1; done; mkfifo f; cat f"), ["up"])]),
      (1, [(.command("echo up > f"), [])]),
    ])
  }

  @Test(arguments: [false, true])
  func `a job that reads in the background is stopped, and settles`(traced: Bool) async throws {
    try await TestLab.expect(
      [
        (.command("cat &"), []), (.command("kill -KILL %1"), []), (.command("echo on"), ["on"]),
      ], traced: traced)
  }

  @Test(arguments: [false, true])
  func `a job that is stopped goes on when it is told to`(traced: Bool) async throws {
    try await TestLab.expect(
      [
        (.command("(kill -STOP $(exec sh -c 'echo $PPID'); echo on) &"), []),
        (.command("kill -CONT %1; wait %1"), ["on"]),
      ], traced: traced)
  }

  /// It goes on to print while the other window's command sleeps.
  @Test func `of a window that prints at intervals no more is seen than is shown`() async throws {
    var request = TestLab.request([
      (0, [.command("while :; do echo tick; sleep 0.1; done"), .interrupt]),
      (1, [.command("sleep 0.5; echo done")]),
    ])
    request.terminals[0].steps[0].lineCount = 3
    let recording = try await TestLab.run(request)
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps[0].lines == ["tick", "tick", "tick"])
    #expect(recording.terminals[0].steps[0].status == nil)
    #expect(recording.terminals[0].steps[1].lines == [])
    #expect(recording.terminals[1].steps[0].lines == ["done"])
  }

  @Test func `a shell that has ended leaves its window to others`() async throws {
    try await TestLab.expect([
      (0, [(.command("(sleep 0.5; echo late) & exit 3"), ["late"])]),
      (1, [(.command("echo next"), ["next"])]),
    ])
  }
}
