import LabProtocol
import Testing
import WorkbookRun
import WorkbookTestSupport

/// The ports that sockets get when their programs don't name one.
@Suite struct PortTests {
  private func run(
    _ programs: [String], ports: [ClosedRange<UInt16>], traced: Bool = false
  ) async throws -> [Recording.Step] {
    var request = TestLab.request([(0, programs.map { .command("python3 -c '\n\($0)\n'") })])
    request.windows[0].clientPorts = ports
    request.observation.traces = traced
    let recording = try await TestLab.run(request)
    #expect(recording.outcome == .ran(.complete))
    return recording.terminals[0].steps
  }

  /// The kernel would leave some of the range out, or ask for one more, where its ends don't please it.
  @Test(arguments: [50000...50000, 50000...50001, 50000...50002, 65533...65535, 65535...65535])
  func `a window gives all of its ports, in order, to each protocol`(ports: ClosedRange<UInt16>)
    async throws
  {
    let program = """
      import socket
      for kind in socket.SOCK_STREAM, socket.SOCK_DGRAM:
          got = [socket.socket(socket.AF_INET, kind) for _ in range(\(ports.count))]
          for s in got: s.bind(("127.0.0.1", 0))
          print(*(s.getsockname()[1] for s in got))
      """
    let step = try await run([program], ports: [ports])[0]
    let all = ports.map(String.init).joined(separator: " ")
    #expect(step.lines == [all, all])
    #expect(!step.lackedPorts)
  }

  @Test(arguments: [false, true])
  func `every call that takes a port takes the next one`(traced: Bool) async throws {
    let program = """
      import socket
      tcp, udp, ip, ip6 = socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.AF_INET, socket.AF_INET6
      kept = []
      def made(kind, family=ip):
          kept.append(socket.socket(family, kind)); return kept[-1]
      def show(name, s): print(name, s.getsockname()[1])
      s = made(tcp); s.bind(("127.0.0.1", 0)); show("bind", s)
      s = made(tcp); s.bind(("", 0)); show("bind to all", s)
      s = made(tcp); s.listen(); show("listen", s)
      c = made(tcp); c.connect(("127.0.0.1", s.getsockname()[1])); show("connect", c)
      a = s.accept()[0]; show("accept", a)
      s = made(tcp, ip6); s.bind(("::1", 0)); show("bind", s)
      s = made(udp); s.sendto(b"x", ("127.0.0.1", 9)); show("sendto", s)
      s.sendto(b"x", ("127.0.0.1", 9)); show("again", s)
      s = made(udp); s.connect(("127.0.0.1", 9)); show("connect", s)
      s = made(udp); s.sendmsg([b"x"], [], 0, ("127.0.0.1", 9)); show("sendmsg", s)
      s = made(udp, ip6); s.sendto(b"x", ("::1", 9)); show("sendto", s)
      s = made(udp); s.bind(("", 0)); show("bind", s)
      s = made(udp); s.bind(("", 50004)); show("named", s)
      s = made(udp); s.bind(("", 0)); show("bind", s)
      """
    let step = try await run(
      [program], ports: [50000...50001, 60005...60005, 40000...40002], traced: traced)[0]
    #expect(
      step.lines == [
        "bind 50000", "bind to all 50001", "listen 60005", "connect 40000", "accept 60005",
        "bind 40001", "sendto 50000", "again 50000", "connect 50001", "sendmsg 60005",
        "sendto 40000", "bind 40001", "named 50004", "bind 40002",
      ])
    #expect(!step.lackedPorts)
  }

  /// Each of them waits for all others, so that they bind their sockets at once.
  @Test(arguments: [false, true])
  func `programs that bind sockets at the same time have ports of their own`(traced: Bool)
    async throws
  {
    let program = """
      import multiprocessing as m, socket
      def bind(kind, barrier, got):
          for _ in range(20):
              s = socket.socket(socket.AF_INET, kind); barrier.wait()
              s.bind(("127.0.0.1", 0)); got.put(s.getsockname()[1]); kept.append(s)
      kept = []
      m.set_start_method("fork")
      for kind in socket.SOCK_STREAM, socket.SOCK_DGRAM:
          barrier, got = m.Barrier(5), m.SimpleQueue()
          made = [m.Process(target=bind, args=(kind, barrier, got)) for _ in range(5)]
          for process in made: process.start()
          ports = sorted(got.get() for _ in range(100))
          for process in made: process.join()
          print(ports == list(range(50000, 50100)), [p.exitcode for p in made])
      """
    let step = try await run([program], ports: [50000...50099], traced: traced)[0]
    #expect(step.lines == Array(repeating: "True [0, 0, 0, 0, 0]", count: 2))
    #expect(!step.lackedPorts)
  }

  @Test(arguments: [false, true])
  func `what the kernel refuses to bind is refused, and has no port`(traced: Bool) async throws {
    let program = """
      import os, socket
      def bind(s, *address):
          try: s.bind(address); print(s.getsockname()[1])
          except OSError as error: print(os.strerror(error.errno), s.getsockname()[1])
      bind(socket.socket(), "192.0.2.1", 0)
      s = socket.socket(); bind(s, "127.0.0.1", 0); bind(s, "127.0.0.1", 0)
      bind(socket.socket(socket.AF_INET6), "2001:db8::1", 0)
      s = socket.socket(socket.AF_INET6); s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
      bind(s, "::", 0, 0, 0)
      shared = [socket.socket() for _ in range(2)]
      for s in shared: s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1); bind(s, "", 0)
      """
    let step = try await run([program], ports: [50000...50099], traced: traced)[0]
    let lines = step.lines.map { $0.replacing(#/ ?[0-9]+$/#, with: "") }
    #expect(
      lines == [
        "Cannot assign requested address", "", "Invalid argument",
        "Cannot assign requested address", "", "", "",
      ])
    // A port that was refused may be left out.
    let ports = step.lines.compactMap { UInt16($0) }
    #expect(ports == ports.sorted() && Set(ports).count == 4)
    #expect(step.lines[0].hasSuffix(" 0"))
  }

  /// The side that closes first keeps the connection in `TIME-WAIT`, and with it the port.
  @Test(arguments: [false, true])
  func `connections have the ports in order, whichever side closes first`(traced: Bool) async throws
  {
    let program = """
      import socket
      listener = socket.create_server(("127.0.0.1", 10000))
      for first in "client", "server", "client", "server":
          c = socket.create_connection(("127.0.0.1", 10000)); s = listener.accept()[0]
          print(c.getsockname()[1])
          for x in [c, s] if first == "client" else [s, c]: x.close()
      """
    let steps = try await run([program, program], ports: [50000...50007], traced: traced)
    #expect(
      steps.map(\.lines) == [
        ["50000", "50001", "50002", "50003"], ["50004", "50005", "50006", "50007"],
      ])
    #expect(steps.map(\.lackedPorts) == [false, false])
  }

  @Test(arguments: [false, true])
  func `clients of several windows have ports of their own, in order`(traced: Bool) async throws {
    let server = """
      python3 -c 'import socket
      s = socket.create_server(("127.0.0.1", 10000))
      while True:
          c, a = s.accept(); print(a[1]); c.close()' 2>/dev/null
      """
    let client = """
      python3 -c 'import socket
      s = socket.create_connection(("127.0.0.1", 10000)); print(s.getsockname()[1])'
      """
    var request = TestLab.request([
      (0, [.command(server), .interrupt]), (1, [.command(client), .command(client)]),
      (2, [.command(client), .command(client)]),
    ])
    request.terminals[0].steps[0].lineCount = 4
    request.windows[1].clientPorts = [50100...50199]
    request.windows[2].clientPorts = [61003...61003, 61010...61011]
    request.observation.traces = traced
    let recording = try await TestLab.run(request)
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps[0].lines == ["50100", "50101", "61003", "61010"])
    #expect(recording.terminals[1].steps.map(\.lines) == [["50100"], ["50101"]])
    #expect(recording.terminals[2].steps.map(\.lines) == [["61003"], ["61010"]])
  }

  @Test func `a port that was given back comes again when all others have`() async throws {
    let program = """
      import socket
      for _ in range(5):
          with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
              s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])
      """
    let step = try await run([program], ports: [50000...50002])[0]
    #expect(step.lines == ["50000", "50001", "50002", "50000", "50001"])
    #expect(!step.lackedPorts)
  }

  /// The program gets a port all the same, and another one in each run.
  @Test(
    arguments: [
      "s.bind((\"127.0.0.1\", 0))", "s.connect((\"127.0.0.1\", 10000))", "s.listen()",
    ], [false, true])
  func `when all are taken, the kernel chooses, and that is told`(call: String, traced: Bool)
    async throws
  {
    let program = """
      import socket
      server = socket.create_server(("127.0.0.1", 10000))
      kept = []
      for _ in range(3):
          s = socket.socket(); \(call); kept.append(s)
          print(s.getsockname()[1])
      """
    let steps = try await run(
      ["print(0)", program, "print(1)"], ports: [50000...50001], traced: traced)
    #expect(steps.map(\.lackedPorts) == [false, true, false])
    #expect(steps[1].lines.prefix(2) == ["50000", "50001"])
    #expect(steps[1].lines.count == 3)
    #expect(steps[1].status == .exited(0))
  }

  @Test func `sockets of other families need none`() async throws {
    let program = """
      import socket
      a, b = socket.socketpair(); a.sendall(b"x"); print(b.recv(1).decode())
      s = socket.socket(socket.AF_UNIX); s.bind("./s"); s.listen(); print("bound")
      kept = [socket.socket() for _ in range(9)]
      raw = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP)
      raw.connect(("127.0.0.1", 0)); print("connected")
      """
    let step = try await run([program], ports: [50000...50000])[0]
    #expect(step.lines == ["x", "bound", "connected"])
    #expect(!step.lackedPorts)
  }
}
