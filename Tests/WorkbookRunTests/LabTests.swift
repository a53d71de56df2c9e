import FoundationEssentials
import Glibc
import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookTestSupport

/// Labs, with programs that every system has.
@Suite struct LabTests {
  @Test func `a command's output and status are recorded`() async throws {
    let recording = try await run(["echo one; echo two >&2; sh -c 'exit 3'"])
    #expect(recording.outcome == .ran(.complete))
    let command = recording.terminals[0].steps[0]
    #expect(command.lines == ["one", "two"])
    #expect(command.status == .exited(3))
  }

  @Test func `a program's end by a signal is told by the shell, and the shell's own by the lab`()
    async throws
  {
    let recording = try await run(["sh -c 'kill -SEGV $$'", "kill -SEGV $$"])
    #expect(recording.terminals[0].steps.map(\.status) == [.exited(139), .signaled(11)])
    #expect(recording.terminals[0].steps[1].status?.shellStatus == 139)
  }

  @Test func `the next terminal opens when the one before waits`() async throws {
    // The writer would fail without the FIFO, which the reader makes only after a while of work.
    let recording = try await run(
      ["i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; mkfifo f; cat f"], ["echo hello > f"])
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps[0].lines == ["hello"])
    #expect(recording.terminals[1].steps[0].status == .exited(0))
  }

  @Test func `each terminal has client ports of its own, for all its commands`() async throws {
    let server = """
      python3 -c 'import socket
      s = socket.create_server(("127.0.0.1", 10000))
      while True: s.accept()'^C
      """
    let client =
      "python3 -c 'import socket; print(socket.create_connection((\"127.0.0.1\", 10000)).getsockname()[1])'"
    var request = TestLab.request([[server], ["mkfifo f; cat f", client], [client + "; echo > f"]])
    request.windows[1].clientPorts = [41000...41000]
    request.windows[2].clientPorts = [42000...42000]
    let recording = try await TestLab.run(request)
    #expect(recording.terminals[1].steps[1].lines == ["41000"])
    #expect(recording.terminals[2].steps[0].lines == ["42000"])
  }

  @Test func `commands of a terminal follow each other`() async throws {
    let recording = try await run(["echo a > file", "cat file", "false"])
    #expect(recording.terminals[0].steps.map(\.lines) == [[], ["a"], []])
    #expect(recording.terminals[0].steps.map(\.status) == [.exited(0), .exited(0), .exited(1)])
  }

  @Test func `Ctrl-C comes when everything else has ended or waits`() async throws {
    let recording = try await run(
      ["sh -c 'trap \"echo bye; exit 0\" INT; mkfifo f; cat f'^C"], ["echo b"])
    #expect(recording.outcome == .ran(.complete))
    let server = recording.terminals[0].steps
    #expect(server.map(\.lines) == [[], ["bye"]])
    #expect(server.map(\.status) == [nil, .exited(0)])
    let order = recording.events.compactMap { event -> String? in
      switch event.kind {
      case .taken(.interrupt): "^C \(event.terminal)"
      case .taken: "start \(event.terminal)"
      case .ended: "end \(event.terminal)"
      case .output: nil
      }
    }
    #expect(order == ["start 0", "start 1", "end 1", "^C 0", "end 0"])
  }

  @Test func `a server that polls is interrupted too`() async throws {
    let script =
      "import select; p = select.poll()\nprint('up', flush=True)\nwhile True: p.poll(100)"
    let recording = try await run(["python3 -c \"\(script)\"^C"])
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps[0].lines == ["up"])
    #expect(recording.terminals[0].steps[1].lines.last == "KeyboardInterrupt")
    #expect(recording.terminals[0].steps[1].status == .exited(130))
  }

  /// The server would give up after twenty seconds, and then there would be nobody to talk to.
  @Test(arguments: [120.0, 19])
  func `the next terminal doesn't wait for a time limit`(seconds: Double) async throws {
    let server = """
      python3 -c 'import socket
      s = socket.create_server(("127.0.0.1", 10000)); s.settimeout(20); print(s.accept()[0].recv(9))'
      """
    let client = """
      python3 -c 'import socket
      socket.create_connection(("127.0.0.1", 10000)).sendall(b"in time")'
      """
    var limits = TestLab.patientLimits
    limits.seconds = seconds
    let recording = try await TestLab.run([[server], [client]], limits: limits)
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps.map(\.lines) == [["b'in time'"]])
  }

  @Test func `a socket's own time limit passes`() async throws {
    let program = """
      python3 -c 'import socket, struct
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 10000))
      s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, 500000))
      try: s.recv(1)
      except BlockingIOError: print("nobody")'
      """
    let recording = try await run([program])
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps[0].lines == ["nobody"])
  }

  @Test func `bytes on their way keep a lab from being settled`() async throws {
    // The second byte waits for the first one's acknowledgement (Nagle's algorithm), which the other
    // side delays by 40 ms (tcp(7), TCP_QUICKACK). All that time both programs wait, for ever as far
    // as they know.
    let server = """
      python3 -uc 'import socket
      s = socket.create_server(("127.0.0.1", 10000)); c, a = s.accept()
      c.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0); c.sendall(b"g")
      print(c.recv(1)); print(c.recv(1)); s.accept()'^C
      """
    let client = """
      python3 -c 'import socket
      s = socket.create_connection(("127.0.0.1", 10000)); s.recv(1)
      s.sendall(b"a"); s.sendall(b"b"); s.recv(1)'
      """
    // The delay is the kernel's to choose; in some of the runs it is long enough to be noticed.
    for _ in 1...8 {
      let recording = try await run([server], [client])
      #expect(recording.terminals[0].steps[0].lines.prefix(2) == ["b'a'", "b'b'"])
    }
  }

  @Test func `a program that only lets time pass isn't settled`() async throws {
    // The reader lets 200 ms pass before it takes what has long arrived; Ctrl-C waits for that.
    let server = """
      python3 -uc 'import socket, time
      s = socket.socket(); s.bind(("127.0.0.1", 10000)); s.listen(); c, a = s.accept(); print(a[1])
      while True:
        time.sleep(0.2); d = c.recv(9); print(len(d))
        if not d: s.accept()'^C
      """
    let client = """
      python3 -c 'import socket
      s = socket.create_connection(("127.0.0.1", 10000)); s.sendall(b"x" * 20)'
      """
    var request = TestLab.request([[server], [client]], ports: 49964...49964)
    // As the chapter shows them: a window that prints at intervals for ever needs not go on for longer.
    request.terminals[0].steps[0].lineCount = 5
    let recording = try await TestLab.run(request)
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps[0].lines.prefix(5) == ["49964", "9", "9", "2", "0"])
  }

  @Test func `each terminal's output is its own, also of children that are gone`() async throws {
    let forking = "for i in 1 2 3 4 5 6 7 8 9; do (echo $0 $i) & wait; done"
    let recording = try await run([forking + "; mkfifo f; cat f"], [forking, "echo > f"])
    for terminal in recording.terminals {
      #expect(terminal.steps[0].lines.prefix(9) == (1...9).map { "sh \($0)" }[...])
    }
  }

  @Test func `a lab has a network, a host name and a user of its own`() async throws {
    let recording = try await run(
      [
        "hostname; id -un; pwd; getent hosts google.com; cat notes.txt; ls /home /root 2>&1",
        // What the shell is given; what it adds differs from shell to shell.
        "tr '\\0' '\\n' </proc/$$/environ | cut -d= -f1 | sort | tr '\\n' ' '; cat /proc/net/dev | tail -n +3 | cut -d: -f1",
      ])
    #expect(
      recording.terminals[0].steps[0].lines == [
        "rodgers-PC", "reader", "/home/reader/test", "216.58.223.78   google.com", "noted",
        "ls: cannot access '/root': No such file or directory", "/home:", "reader",
      ])
    let second = recording.terminals[0].steps[1].lines
    #expect(
      second.first
        == "HOME LANG LC_ALL LOGNAME NO_COLOR PAGER PATH SHELL SWIFT_BACKTRACE TERM TZ USER     lo"
    )
  }

  @Test func `a lab's control group is the topmost one`() async throws {
    let recording = try await run(["cut -d: -f3 /proc/self/cgroup | sort -u"])
    #expect(recording.terminals[0].steps[0].lines == ["/"])
  }

  @Test func `sockets are those of the lab's networks`() async throws {
    // Unix, IPv4, netlink; keys, Bluetooth, cryptography, virtual machines.
    let recording = try await run([
      #"perl -e 'for (1, 2, 10, 16, 15, 31, 38, 40) { print socket(my $s, $_, $_ == 16 ? 3 : 1, 0) ? "made\n" : "$!\n" }'"#
    ])
    #expect(
      recording.terminals[0].steps[0].lines == Array(repeating: "made", count: 4)
        + Array(repeating: "Address family not supported by protocol", count: 4))
  }

  @Test(arguments: [nil, "bash", "dash"])
  func `a program with a shell's name isn't the shell`(shell: String?) async throws {
    for name in ["dash", "bash"] {
      var request = TestLab.request([["\(name) a; sh -c 'echo \"$0\"'"]])
      request.machine.shell = shell
      request.programs.append(.init(name: name, path: "/usr/bin/echo"))
      #expect(try await TestLab.run(request).terminals.first?.steps[0].lines == ["a", "sh"])
    }
  }

  @Test(arguments: ["000", "002", "022", "027", "077"])
  func `files may be used for the same by everybody, whatever the tool's user prefers`(
    mask: String
  ) async throws {
    let request = TestLab.request([
      [
        "umask; touch file; mkdir folder",
        "stat -c '%a %n' file folder notes.txt . /tmp /programs /etc /etc/passwd",
      ]
    ])
    let recording = try await TestLab.run(request, after: "umask \(mask)")
    let lines = recording.terminals[0].steps.map(\.lines)
    #expect(lines[0] == ["0022"])
    #expect(
      lines[1] == [
        "644 file", "755 folder", "644 notes.txt", "755 .", "755 /tmp", "755 /programs", "755 /etc",
        "644 /etc/passwd",
      ])
  }

  @Test func `without a program that it needs, nothing is run`() async throws {
    var request = TestLab.request([["echo started"]])
    request.needs = ["cat", "sh"]
    #expect(try await TestLab.run(request).outcome == .ran(.complete))
    request.needs = ["cat", "no-such-program"]
    let recording = try await TestLab.run(request)
    #expect(
      recording.outcome
        == .unavailable(
          LabFailure(purpose: .findProgram("no-such-program"), call: .access, code: ENOENT)))
    #expect(!recording.terminals[0].steps[0].wasTaken)
  }

  @Test func `root of the lab may do in it what root does, and nothing outside`() async throws {
    var request = TestLab.request([
      [
        "id -un; echo $USER; touch mine; chmod 600 mine; chown reader notes.txt; stat -c %U notes.txt",
        "python3 -c 'import socket; print(socket.create_server((\"127.0.0.1\", 80)).getsockname())'",
        "for try in 'mount -t tmpfs none /tmp' 'hostname other' 'unshare -n true' 'kill -STOP 1'; do $try 2>/dev/null && echo $try; done; echo 1 2>/dev/null > /proc/sys/net/ipv4/ip_forward || echo refused",
        "grep CapEff /proc/self/status; cat /proc/self/uid_map | awk '{ print ($2 > 1000000) }'",
      ],
      ["id -un; cat mine 2>&1"],
    ])
    request.windows[0].isRoot = true
    let recording = try await TestLab.run(request)
    let isRoot = geteuid() == 0 && recording.outcome == .ran(.complete)
    guard isRoot else {
      #expect(
        recording.outcome
          == .unavailable(
            LabFailure(purpose: .runAsRoot, call: .userMap, code: EPERM)))
      return
    }
    let lines = recording.terminals[0].steps.map(\.lines)
    #expect(lines[0] == ["root", "root", "reader"])
    #expect(lines[1] == ["('127.0.0.1', 80)"])
    // The kernel keeps the first process of a namespace from being stopped (pid_namespaces(7)).
    #expect(lines[2] == ["kill -STOP 1", "refused"])
    // chown, dac_override, fowner, kill, setgid, setuid, net_bind_service, net_raw.
    #expect(lines[3] == ["CapEff:\t00000000000024eb", "1", "1"])
    #expect(
      recording.terminals[1].steps[0].lines == ["reader", "cat: mine: Permission denied"])
  }

  @Test func `labs run side by side without noticing each other`() async throws {
    let server =
      "python3 -c 'import socket; s = socket.create_server((\"127.0.0.1\", 10000)); s.accept()'"
    let client =
      "python3 -c 'import socket; print(socket.create_connection((\"127.0.0.1\", 10000)).getsockname()[1])'"
    let lines = try await Array(0..<8).concurrentMap(limit: 4) { index in
      let port = UInt16(40000 + index)
      let recording = try await run([server], [client], ports: port...port)
      return recording.terminals[1].steps[0].lines
    }
    #expect(lines == (40000..<40008).map { ["\($0)"] })
  }

  // MARK: -

  private func run(_ terminals: [String]..., ports: ClosedRange<UInt16> = 50000...50000)
    async throws
    -> Recording
  {
    try await TestLab.run(terminals, ports: ports)
  }
}
