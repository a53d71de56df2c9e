import LabProtocol
import Testing
import WorkbookRun
import WorkbookTestSupport

/// Programs that meddle with how their window is told commands, and tells statuses.
@Suite struct ForgeryTests {
  /// Does something with each descriptor of the shell's, and prints what came of it but for the terminal.
  private static func meddle(_ flags: String, _ attempt: String) -> String {
    """
    python3 -c '
    import os
    shell = f"/proc/{os.getppid()}/fd"
    for name in sorted(os.listdir(shell), key=int):
        link = os.readlink(f"{shell}/{name}")
        if link.startswith("/dev/"): continue
        try:
            d = os.open(f"{shell}/{name}", os.O_NONBLOCK | os.\(flags))
            \(attempt)
            print("reached", link)
        except OSError as error: print(os.strerror(error.errno))
    raise SystemExit(3)'
    """
  }

  private static let refusal = "No such device or address"

  @Test(arguments: [false, true])
  func `a program can't tell a status in the place of its shell`(traced: Bool) async throws {
    let statuses = try await TestLab.expect(
      [
        (
          .command(Self.meddle("O_WRONLY", #"os.write(d, b"0\\n")"#)),
          [Self.refusal, Self.refusal]
        ),
        (.command("echo $?"), ["3"]),
      ], traced: traced)
    #expect(statuses == [3, 0])
  }

  @Test(arguments: [false, true])
  func `a program can't read what is meant for its shell`(traced: Bool) async throws {
    let statuses = try await TestLab.expect(
      [
        (.command(Self.meddle("O_RDONLY", "os.read(d, 1)")), [Self.refusal, Self.refusal]),
        (.command("echo $?"), ["3"]),
      ], traced: traced)
    #expect(statuses == [3, 0])
  }

  /// A program that looks into the shell gets hold of everything.
  @Test func `what isn't the status of a command is passed over`() async throws {
    let program = """
      python3 -c '
      import ctypes, os
      handle = os.pidfd_open(os.getppid())
      line = [ctypes.CDLL(None).syscall(438, handle, n, 0) for n in range(10, 20)]
      told = 0
      for d in line:
          if d < 0 or os.isatty(d): continue
          for words in b"0\\n", b"guessed 0\\n", b"\\xff" * 99, b"9 9 9\\n":
              told += os.write(d, words) > 0
      print(told >= 4)
      raise SystemExit(3)'
      """
    let recording = try await TestLab.run([[program, "echo $?"]])
    let steps = recording.terminals[0].steps
    #expect(recording.outcome == .ran(.complete))
    #expect(steps.map(\.status) == [.exited(3), .exited(0)])
    #expect(steps[1].lines == ["3"])
    // Some machines don't let it look.
    #expect([["True"], ["False"]].contains(steps[0].lines))
  }

  @Test func `the reader's own names don't change how a command ended`() async throws {
    let statuses = try await TestLab.expect([
      (.command("echo() { :; }"), []), (.command("(exit 3)"), []),
      (.command("command echo $?; unset -f echo"), ["3"]), (.command("alias echo=:"), []),
      (.command("alias command=:"), []), (.command("(exit 4)"), []),
      (.command("unalias -a"), []), (.command("IFS=0123456789"), []), (.command("(exit 5)"), []),
      (.command("__status() { return 6; }"), []), (.command("true"), []),
    ])
    #expect(statuses == [0, 3, 0, 0, 0, 4, 0, 0, 5, 0, 0])
  }

  @Test func `a trap of the shell that meddles between commands changes nothing`() async throws {
    let statuses = try await TestLab.expect([
      (.command("trap '{ echo 0 >&9; echo 0 0 >&9; } 2>/dev/null' USR1"), []),
      (.command("kill -USR1 $$; (exit 3)"), []), (.command("(sleep 0.1; kill -USR1 $$) &"), []),
      (.command("(exit 4)"), []),
    ])
    #expect(statuses == [0, 3, 0, 4])
  }

  /// More than the kernel keeps of what a shell hasn't read.
  @Test(arguments: [false, true])
  func `a very long command is typed as a whole`(traced: Bool) async throws {
    let lines = (0..<40_000).map { "line \($0)" }.joined(separator: "\n")
    try await TestLab.expect(
      [
        (.command("cat > file <<'END'\n\(lines)\nEND"), []),
        (.command("wc -l < file; tail -n 1 file"), ["40000", "line 39999"]),
      ], traced: traced)
  }

  @Test func `a shell that was stopped keeps nothing waiting but its window`() async throws {
    var limits = Limits()
    limits.seconds = 2
    let command = "echo \(String(repeating: "x", count: 400_000))"
    let recording = try await TestLab.run([["kill -STOP $$", command]], limits: limits)
    #expect(recording.outcome != .ran(.complete), "\(recording.outcome)")
    #expect(recording.terminals[0].steps.map(\.status) == [nil, nil])
  }

  /// Whatever numbers descriptors have in the helper when a shell is started.
  @Test(arguments: 1...6)
  func `each of several windows has a shell that tells statuses`(count: Int) async throws {
    let recording = try await TestLab.run((1...count).map { ["(exit \($0))", "echo $?"] })
    #expect(recording.outcome == .ran(.complete))
    for (index, terminal) in recording.terminals.enumerated() {
      #expect(terminal.steps.map(\.status) == [.exited(Int32(index) + 1), .exited(0)])
      #expect(terminal.steps[1].lines == ["\(index + 1)"])
    }
  }

  @Test func `the line to the shell isn't seen among the sockets of the host`() async throws {
    try await TestLab.expect([
      (.command("tail -n +2 /proc/net/unix"), []),
      (.command("ls /proc/self/fd | tr '\\n' ' '; echo"), ["0 1 2 3 "]),
    ])
  }
}
