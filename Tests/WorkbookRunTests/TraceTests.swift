import FoundationEssentials
import LabProtocol
import Testing
import WorkbookRun
import WorkbookTestSupport

/// What programs did with sockets, in an order that doesn't depend on luck.
@Suite struct TraceTests {
  /// Runs a Python program in each terminal, traced.
  private func trace(_ programs: String..., limits: Limits = TestLab.patientLimits) async throws
    -> Recording
  {
    var request = TestLab.request(programs.map { ["python3 -c '\n\($0)\n'"] }, limits: limits)
    request.observation.traces = true
    return try await TestLab.run(request)
  }

  /// What was printed and done, a line each, behind the number of its terminal and process.
  private func lines(_ recording: Recording) -> [String] {
    CanonicalOrder(of: recording).steps.flatMap { step -> [String] in
      guard case .called(let call) = step.kind, call.isShown else { return [] }
      let label = "\(step.terminal)"
      if case .printed(let bytes) = call.action {
        return Transcript.lines(of: bytes).map { "\(label) > \($0)" }
      }
      return call.words.map { ["\(label) \($0)"] } ?? []
    }
  }

  private static let server = """
    import socket
    listener = socket.create_server(("127.0.0.1", 10000))
    print("waiting")
    connection, address = listener.accept()
    while data := connection.recv(16):
        print(data.decode())
        connection.sendall(data)
    """
  private static let client = """
    import socket
    connection = socket.create_connection(("127.0.0.1", 10000))
    connection.sendall(b"a message in two parts")
    print(connection.recv(16).decode())
    print(connection.recv(16).decode())
    """

  @Test func `bytes over TCP`() async throws {
    #expect(
      lines(try await trace(Self.server, Self.client)) == [
        "0 socket TCP", "0 setsockopt SO_REUSEADDR 1", "0 bind 127.0.0.1:10000", "0 listen 128",
        "0 > waiting", "1 socket TCP", "1 connect 127.0.0.1:10000", "0 accept 127.0.0.1:50000",
        "1 send 22 bytes \"a message in two parts\"", "0 recv 16 bytes \"a message in two\"",
        "0 > a message in two", "0 send 16 bytes \"a message in two\"",
        "1 recv 16 bytes \"a message in two\"", "1 > a message in two",
        "0 recv 6 bytes \" parts\"", "0 >  parts", "0 send 6 bytes \" parts\"",
        "1 recv 6 bytes \" parts\"", "1 >  parts", "1 close",
        // Python closes in the order in which it forgets its variables.
        "0 recv", "0 close", "0 close",
      ])
  }

  @Test func `datagrams over UDP and between files`() async throws {
    let udp = try await trace(
      """
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.bind(("127.0.0.1", 10000))
      for _ in range(2): s.sendto(b"yes", s.recvfrom(4)[1])
      """,
      """
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      for word in b"one", b"three":
          s.sendto(word, ("127.0.0.1", 10000)); s.recvfrom(16)
      """)
    #expect(
      lines(udp) == [
        "0 socket UDP", "0 bind 127.0.0.1:10000", "1 socket UDP",
        "1 sendto 127.0.0.1:10000: 3 bytes \"one\"",
        "0 recvfrom 127.0.0.1:50000: 3 bytes \"one\"",
        "0 sendto 127.0.0.1:50000: 3 bytes \"yes\"",
        "1 recvfrom 127.0.0.1:10000: 3 bytes \"yes\"",
        "1 sendto 127.0.0.1:10000: 5 bytes \"three\"",
        "0 recvfrom 127.0.0.1:50000: 4 bytes \"thre\"",
        "0 sendto 127.0.0.1:50000: 3 bytes \"yes\"",
        "1 recvfrom 127.0.0.1:10000: 3 bytes \"yes\"", "1 close", "0 close",
      ])
    let unix = try await trace(
      """
      import socket
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind("./there")
      print(s.recv(16).decode())
      """,
      """
      import socket
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.sendto(b"hello", "./there")
      """)
    #expect(
      lines(unix) == [
        "0 socket Unix datagram", "0 bind ./there", "1 socket Unix datagram",
        "1 sendto ./there: 5 bytes \"hello\"", "0 recv 5 bytes \"hello\"", "0 > hello", "0 close",
        "1 close",
      ])
  }

  @Test func `a server with a process and one with a thread for each connection`() async throws {
    for mixin in ["ForkingMixIn", "ThreadingMixIn"] {
      let server = """
        import os, socket, socketserver
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.sendall(self.request.recv(64).upper())
        class Server(socketserver.\(mixin), socketserver.UnixStreamServer): pass
        with Server("./there", Handler) as server:
            for _ in range(2): server.handle_request()
        """
      let client = """
        import socket
        for word in b"one", b"two":
            with socket.socket(socket.AF_UNIX) as s:
                s.connect("./there"); s.sendall(word); print(s.recv(16).decode())
        """
      let recording = try await trace(server, client)
      let found = lines(recording).filter { $0.contains("recv 3") || $0.contains(">") }
      #expect(
        found == [
          "0 recv 3 bytes \"one\"", "1 recv 3 bytes \"ONE\"", "1 > ONE",
          "0 recv 3 bytes \"two\"", "1 recv 3 bytes \"TWO\"", "1 > TWO",
        ], "\(mixin)")
    }
  }

  @Test func `numbers that no call should get`() async throws {
    let recording = try await trace(
      """
      import ctypes, os, socket
      c = ctypes.CDLL(None)
      all = ctypes.c_ulong(-1)
      a, b = socket.socketpair()
      vector = (ctypes.c_ulong * 2)(1, 2 ** 64 - 1)
      header = (ctypes.c_ulong * 7)(0, 0, ctypes.addressof(vector), 2 ** 64 - 1, 0, 0, 0)
      c.syscall.restype = ctypes.c_long
      numbers = dict(shutdown=48, sendto=44, sendmsg=46, writev=20)
      if os.uname().machine == "aarch64":
          numbers = dict(shutdown=210, sendto=206, sendmsg=211, writev=66)
      descriptor = ctypes.c_long(a.fileno())
      c.syscall(ctypes.c_long(numbers["shutdown"]), descriptor, all)
      c.syscall(ctypes.c_long(numbers["sendto"]), descriptor, b"a", all, ctypes.c_long(0x40), None, ctypes.c_long(0))
      c.syscall(ctypes.c_long(numbers["sendmsg"]), descriptor, ctypes.byref(header), ctypes.c_long(0x40))
      c.syscall(ctypes.c_long(numbers["writev"]), descriptor, ctypes.byref(vector), all)
      c.syscall(ctypes.c_long(numbers["writev"]), ctypes.c_long(1), all, all)
      """)
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps[0].status == .exited(0))
    #expect(lines(recording).contains("0 shutdown -1: Invalid argument"))
  }

  @Test func `every run gives the same order`() async throws {
    var orders: Set<CanonicalOrder> = []
    for _ in 0..<10 {
      orders.insert(CanonicalOrder(of: try await trace(Self.server, Self.client)))
    }
    #expect(orders.count == 1)
  }

  @Test func `what came of what`() async throws {
    let order = CanonicalOrder(of: try await trace(Self.server, Self.client))
    func words(_ index: Int) -> String {
      guard case .called(let call) = order.steps[index].kind, call.isShown else { return "" }
      return call.words ?? ""
    }
    let pairs = order.steps.indices.compactMap { index in
      order.steps[index].cause.map { "\(words($0)) → \(words(index))" }
    }
    #expect(
      // The rest is the shell's: it started the programs.
      pairs.filter { !$0.hasPrefix(" ") } == [
        "listen 128 → connect 127.0.0.1:10000",
        "connect 127.0.0.1:10000 → accept 127.0.0.1:50000",
        "send 22 bytes \"a message in two parts\" → recv 16 bytes \"a message in two\"",
        "send 16 bytes \"a message in two\" → recv 16 bytes \"a message in two\"",
        "send 22 bytes \"a message in two parts\" → recv 6 bytes \" parts\"",
        "send 6 bytes \" parts\" → recv 6 bytes \" parts\"", "close → recv",
      ])
  }

  @Test func `two that wait for each other for ever are seen doing that`() async throws {
    let recording = try await trace(
      """
      import socket
      a, b = socket.socketpair()
      a.recv(1)
      """)
    guard case .ran(.waitsForEver) = recording.outcome else {
      Issue.record("\(recording.outcome)")
      return
    }
    #expect(lines(recording) == ["0 socketpair Unix stream", "0 recv …"])
  }

  @Test func `a time limit passes when nobody else can go on`() async throws {
    let recording = try await trace(
      """
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.bind(("127.0.0.1", 10000))
      s.recv(1)
      print("ready")
      s.settimeout(0.05)
      try: s.recv(1)
      except TimeoutError: print("timed out")
      """,
      """
      import socket, time
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.sendto(b"x", ("127.0.0.1", 10000))
      for number in range(3): print(number)
      time.sleep(1)
      print("late")
      """)
    #expect(
      lines(recording).filter { $0.contains(">") } == [
        "0 > ready", "1 > 0", "1 > 1", "1 > 2", "0 > timed out", "1 > late",
      ])
  }

  @Test func `a receive that mustn't wait isn't shown, and one with a time limit is`() async throws
  {
    let recording = try await trace(
      """
      import socket, struct
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.bind(("127.0.0.1", 10000))
      for flags in socket.MSG_DONTWAIT, 0:
          try: s.recv(1, flags)
          except BlockingIOError: print("nothing")
          s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("qq", 0, 50000))
      """)
    #expect(
      lines(recording).filter { !$0.contains("setsockopt") } == [
        "0 socket UDP", "0 bind 127.0.0.1:10000", "0 > nothing",
        "0 recv 0 bytes: Resource temporarily unavailable", "0 > nothing", "0 close",
      ])
  }

  @Test func `a traced program notices nothing`() async throws {
    let program = """
      import os, signal, subprocess, threading, time
      signal.signal(signal.SIGUSR1, lambda *_: print("signal"))
      os.kill(os.getpid(), signal.SIGUSR1)
      thread = threading.Thread(target=lambda: print("thread")); thread.start(); thread.join()
      print(subprocess.run(["sh", "-c", "echo child; exit 3"], stdout=subprocess.PIPE))
      child = os.fork()
      if child == 0:
          os.kill(os.getpid(), signal.SIGSTOP)
          os._exit(4)
      os.waitpid(child, os.WUNTRACED)
      print("stopped")
      os.kill(child, signal.SIGCONT)
      print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
      os.execlp("sh", "sh", "-c", "echo another; kill -9 $$")
      """
    let traced = try await trace(program)
    let plain = try await TestLab.run([["python3 -c '\n\(program)\n'"]])
    #expect(traced.terminals == plain.terminals)
    // Some shells say below that the last one was killed.
    #expect(
      plain.terminals[0].steps[0].lines.prefix(6) == [
        "signal", "thread",
        #"CompletedProcess(args=['sh', '-c', 'echo child; exit 3'], returncode=3, stdout=b'child\n')"#,
        "stopped", "4", "another",
      ])
    #expect(plain.terminals[0].steps[0].status?.shellStatus == 137)
    #expect(traced.outcome == plain.outcome)
  }

  @Test func `without being asked for, nothing is traced`() async throws {
    let recording = try await TestLab.run([["python3 -c '\(Self.server.prefix(0))print(1)'"]])
    #expect(recording.steps.isEmpty)
  }
}
