import FoundationEssentials
import LabProtocol
import Testing
import WorkbookRun
import WorkbookTestSupport

/// What crossed the network.
@Suite struct CaptureTests {
  private func capture(
    _ programs: String..., hosts: [LabRequest.Host] = []
  ) async throws -> Recording {
    var request = TestLab.request(programs.map { ["python3 -c '\n\($0)\n'"] })
    if !hosts.isEmpty {
      request.hosts = hosts
      for index in request.windows.indices { request.windows[index].host = index % hosts.count }
    }
    request.observation.captures = true
    return try await TestLab.run(request)
  }

  private static let server = """
    import socket
    listener = socket.create_server(("127.0.0.1", 10000))
    connection, address = listener.accept()
    while data := connection.recv(16): connection.sendall(data)
    """
  private static let client = """
    import socket
    connection = socket.create_connection(("127.0.0.1", 10000))
    connection.sendall(b"hello")
    print(connection.recv(16))
    """

  @Test(arguments: [-1e300, 1e300, .infinity, 4_294_967_295_000])
  func `a file has frames of any time`(time: Double) {
    let frame = CapturedFrame(time: time, host: 0, interface: "lo", bytes: Data([1, 2]))
    let file = PacketCapture.file([frame])
    #expect(file.count == 24 + 16 + 2)
    #expect(file[24..<28] == Data(repeating: time < 0 ? 0 : 0xff, count: 4))
  }

  @Test func `a connection from its first to its last packet`() async throws {
    let recording = try await capture(Self.server, Self.client)
    #expect(recording.lostFrames == 0)
    let packets = Packet.packets(in: recording.frames)
    // When bytes are acknowledged by themselves, and when with others, is the kernel's to choose.
    let telling = packets.filter { packet in
      if case .tcp(.ack, _, _, let payload) = packet.content { payload.count > 0 } else { true }
    }
    let (client, server) = ("127.0.0.1:50000", "127.0.0.1:10000")
    #expect(
      telling.map(\.words) == [
        "\(client) → \(server)  SYN", "\(server) → \(client)  SYN ACK",
        "\(client) → \(server)  PSH ACK 5 bytes \"hello\"",
        "\(server) → \(client)  PSH ACK 5 bytes \"hello\"",
        "\(client) → \(server)  FIN ACK", "\(server) → \(client)  FIN ACK",
      ])
    // The handshake's third packet, and the last one, say nothing but that.
    #expect(packets[2].words == "\(client) → \(server)  ACK")
    #expect(packets.last?.words == "\(client) → \(server)  ACK")
    // Sequence numbers count from 0: one for SYN, five for the bytes, one for FIN.
    guard case .tcp(_, let sequence, let acknowledgement, _)? = packets.last?.content else {
      Issue.record("the last packet is none of TCP")
      return
    }
    #expect((sequence, acknowledgement) == (7, 7))
    #expect(packets.allSatisfy { $0.host == 0 && $0.interface == "lo" })
  }

  @Test func `two hosts, each frame once, behind the host that sent it`() async throws {
    func host(_ name: String, _ address: String) -> LabRequest.Host {
      .init(
        name: name,
        interfaces: [
          .init(
            name: "eth0",
            addresses: [
              .init(text: "192.168.100.\(address)", prefixLength: 24),
              .init(text: "fd00::\(address)", prefixLength: 64),
            ])
        ])
    }
    func program(_ family: String, _ here: String, _ rest: String) -> String {
      """
      import socket
      s = socket.socket(socket.\(family), socket.SOCK_DGRAM)
      s.bind(("\(here)", 10000))
      \(rest)
      """
    }
    for (family, network) in [("AF_INET", "192.168.100."), ("AF_INET6", "fd00::")] {
      let recording = try await capture(
        program(
          family, network + "13", "data, address = s.recvfrom(16); s.sendto(b\"yes\", address)"),
        program(
          family, network + "2",
          "s.sendto(b\"you?\", (\"\(network)13\", 10000)); s.recv(16); s.sendto(b\"me\", (\"\(network)2\", 10000))"
        ), hosts: [host("B", "13"), host("A", "2")])
      let datagrams = Packet.packets(in: recording.frames).compactMap { packet -> String? in
        guard case .udp = packet.content else { return nil }
        return "\(packet.host) \(packet.interface) \(packet.words)"
      }
      let (a, b) =
        family == "AF_INET"
        ? ("192.168.100.2:10000", "192.168.100.13:10000")
        : ("[fd00::2]:10000", "[fd00::13]:10000")
      #expect(
        datagrams == [
          "1 eth0 \(a) → \(b)  UDP 4 bytes \"you?\"", "0 eth0 \(b) → \(a)  UDP 3 bytes \"yes\"",
          "1 lo \(a) → \(a)  UDP 2 bytes \"me\"",
        ])
    }
  }

  @Test func `the file is one that others read`() async throws {
    let recording = try await capture(Self.server, Self.client)
    try await TemporaryFolder.with { folder in
      try PacketCapture.file(recording.frames).write(to: folder.url.appending(path: "a.pcap"))
      // By the description of the format, with another language's library.
      let script = """
        import struct
        data = open("a.pcap", "rb").read()
        magic, major, minor, zone, accuracy, longest, link = struct.unpack("<IHHiIII", data[:24])
        assert (magic, major, minor, link) == (0xa1b23c4d, 2, 4, 1), data[:24]
        offset, count, last = 24, 0, 0
        while offset < len(data):
            seconds, nanoseconds, held, length = struct.unpack_from("<IIII", data, offset)
            assert held == length <= longest and nanoseconds < 10**9
            time = seconds * 10**9 + nanoseconds
            assert last <= time < 120 * 10**9
            offset, count, last = offset + 16 + held, count + 1, time
        assert offset == len(data)
        print(count)
        """
      try folder.write(script, to: "read.py")
      let outcome = try await Tool.run(
        URL(filePath: "/usr/bin/env"), ["python3", "read.py"], in: folder.url)
      #expect(outcome.output == "\(recording.frames.count)\n", "\(outcome.errors)")
      #expect(recording.frames.count > 6)
    }
  }

  @Test func `calls and packets together`() async throws {
    var request = TestLab.request([
      ["python3 -c '\n\(Self.server)\n'"], ["python3 -c '\n\(Self.client)\n'"],
    ])
    request.observation = .init(traces: true, captures: true)
    let recording = try await TestLab.run(request)
    let sent = recording.steps.first { step in
      if case .sent = step.action { true } else { false }
    }
    let frame = recording.frames.first { $0.bytes.suffix(5) == Data("hello".utf8) }
    // Both count from the same moment, by different clocks of the kernel's.
    let call = try #require(sent?.began)
    let packet = try #require(frame?.time)
    #expect(abs(packet - call) < 1_000)
  }

  @Test func `what is too much is counted, and not kept`() async throws {
    let program = """
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.bind(("127.0.0.1", 10000))
      for size in [1000, 5000, 1000, 2000] + 40 * [5000]:
          s.sendto(bytes(size), ("127.0.0.1", 10000)); s.recv(65536)
      """
    var limits = TestLab.patientLimits
    limits.capturedBytes = 4000
    var request = TestLab.request([["python3 -c '\n\(program)\n'"]], limits: limits)
    request.observation.captures = true
    let recording = try await TestLab.run(request)
    // Headers are 42 bytes; the fourth datagram would be too much by 126.
    #expect(recording.frames.map(\.bytes.count) == [1042, 1042])
    #expect(recording.lostFrames == 42)
  }

  @Test func `without being asked for, nothing is captured`() async throws {
    let recording = try await TestLab.run([["ping -c 1 127.0.0.1"]])
    #expect(recording.frames.isEmpty)
  }
}
