import FoundationEssentials
import LabProtocol
import Testing
import WorkbookTestSupport

@testable import WorkbookRun

/// What is drawn of the packets of a run: the same of whatever kernels make of the same calls.
@Suite struct CanonicalPacketsTests {
  private static let (client, server): (Endpoint, Endpoint) = ("127.0.0.1:50000", "127.0.0.1:10000")

  /// Packets in short: who sends it, flags by their first letters, the number of its first byte, the number
  /// that it expects, and how many bytes it has.
  private func packets(_ text: String) throws -> [Packet] {
    try text.split(separator: ",").map { words in
      let words = words.split(separator: " ").map(String.init)
      let numbers = words.dropFirst(2).compactMap { UInt32($0) }
      try #require(words.count == 5 && numbers.count == 3)
      var flags = Packet.TCPFlags()
      for (letter, flag) in Self.letters where words[1].contains(letter) { flags.insert(flag) }
      return Packet(
        host: 0, interface: "lo", source: words[0] == "c" ? Self.client : Self.server,
        destination: words[0] == "c" ? Self.server : Self.client,
        content: .tcp(
          flags: flags, sequence: numbers[0], acknowledgement: numbers[1],
          payload: Payload(count: Int(numbers[2]), prefix: Data())))
    }
  }

  private static let letters: [(Character, Packet.TCPFlags)] = [
    ("S", .syn), ("F", .fin), ("R", .rst), ("P", .psh), ("A", .ack),
  ]

  /// The same the other way round.
  private func text(_ packets: [Packet]) -> String {
    packets.map { packet in
      guard case .tcp(let flags, let sequence, let acknowledgement, let payload) = packet.content
      else { return "?" }
      let letters = Self.letters.filter { flags.contains($0.1) }.map { "\($0.0)" }.joined()
      return
        "\(packet.source == Self.client ? "c" : "s") \(letters) \(sequence) \(acknowledgement) \(payload.count)"
    }.joined(separator: ", ")
  }

  /// The calls of both sides in short: `c connect`, `s accept`, `c 5` for bytes that are sent, `c shut`, `c close`,
  /// `c exit`.
  private func steps(_ text: String) throws -> [CanonicalOrder.Step] {
    let listener = MadeUp.tcp(9, Self.server)
    return try text.split(separator: ",").map { words in
      let words = words.split(separator: " ")
      try #require(words.count == 2)
      let isClient = words[0] == "c"
      let socket =
        isClient
        ? MadeUp.tcp(0, Self.client, Self.server) : MadeUp.tcp(1, Self.server, Self.client)
      let action: TracedStep.Action =
        switch words[1] {
        case "connect": .connected(socket, to: Self.server)
        case "accept": .accepted(listener, new: socket)
        case "listen": .listened(listener, backlog: 1)
        case "shut": .shutDown(socket, how: 1)
        case "close": .closed(socket)
        case "exit": .exited
        default: .sent(socket, to: nil, Payload(count: Int(words[1]) ?? 0, prefix: Data()))
        }
      return .init(
        terminal: isClient ? 1 : 0, step: 0,
        kind: .called(.init(process: 0, program: "p", action: action)))
    }
  }

  private func drawn(_ captured: String, _ calls: String = "") throws -> String {
    text(CanonicalPackets.packets(try packets(captured), of: try steps(calls)))
  }

  private static let handshake = "c S 0 0 0, s SA 0 1 0, c A 1 1 0, "
  private static let echo = handshake + "c PA 1 1 5, s PA 1 6 5, c FA 6 6 0, s FA 6 7 0, c A 7 7 0"
  private static let echoCalls = "s listen, c connect, s accept, c 5, s 5, c close, s close"

  /// What kernels may make of one conversation.
  private static let echoes = [
    echo,
    // Every segment is acknowledged at once.
    handshake
      + "c PA 1 1 5, s A 1 6 0, s PA 1 6 5, c A 6 6 0, c FA 6 6 0, s A 6 7 0, s FA 6 7 0, c A 7 7 0",
    // An acknowledgement is late, and is answered; the answer comes when the client has gone.
    handshake
      + "c PA 1 1 5, s PA 1 6 5, c FA 6 6 0, s FA 6 7 0, c A 7 7 0, c A 6 6 0, s A 7 7 0, c R 7 0 0",
    // Nothing was acknowledged for too long, so segments come twice, also those of the handshake.
    "c S 0 0 0, c S 0 0 0, s SA 0 1 0, s SA 0 1 0, c A 1 1 0, c A 1 1 0, "
      + "c PA 1 1 5, c PA 1 1 5, s PA 1 6 5, c FA 6 6 0, c FA 6 6 0, s FA 6 7 0, s FA 6 7 0, c A 7 7 0",
    // Somebody asks whether the other side is still there, and has room.
    handshake
      + "c PA 1 1 5, s PA 1 6 5, s A 0 6 0, c A 6 6 0, c A 6 6 0, c FA 6 6 0, s FA 6 7 0, c A 7 7 0",
    // The end is in the segment with the last bytes.
    handshake + "c PA 1 1 5, s PA 1 6 5, c FA 6 6 0, s FA 6 7 0",
    handshake + "c FPA 1 1 5, s FPA 1 7 5, c A 7 7 0",
    // The acknowledgement of the end comes after the lab's own.
    handshake + "c PA 1 1 5, s PA 1 6 5, c FA 6 6 0, s FA 6 6 0, s A 7 7 0, c A 7 7 0",
  ]

  @Test(arguments: echoes)
  func `the kernel's timers change nothing`(_ captured: String) throws {
    #expect(try drawn(captured, Self.echoCalls) == Self.echo)
  }

  /// Calls decide how bytes are cut, and what comes first.
  @Test(arguments: [
    // Two of three small pieces waited for an acknowledgement (RFC 9293, section 3.7.4), or none did.
    (
      [
        "c PA 1 1 3, c PA 4 1 6, c FA 10 1 0, s FA 1 11 0, c A 11 2 0",
        "c PA 1 1 3, c PA 4 1 3, c PA 7 1 3, c FA 10 1 0, s FA 1 11 0, c A 11 2 0",
        "c PA 1 1 3, c FPA 4 1 6, s FA 1 11 0, c A 11 2 0",
      ], "c connect, s accept, c 3, c 3, c 3, c close, s close",
      "c PA 1 1 3, c PA 4 1 3, c PA 7 1 3, c FA 10 1 0, s FA 1 11 0, c A 11 2 0"
    ),
    // A large piece is cut by the room of the other side.
    (
      [
        "c A 1 1 40, c PA 41 1 60, s FA 1 101 0, c FA 101 2 0, s A 2 102 0",
        "c PA 1 1 100, s A 1 101 0, s FA 1 101 0, c FA 101 2 0, s A 2 102 0",
        // It didn't all get there before the end.
        "c A 1 1 40, s FA 1 41 0, c FA 41 2 0, s A 2 42 0",
      ], "c connect, s accept, c 100, s close, c exit",
      "c PA 1 1 100, s FA 1 101 0, c FA 101 2 0, s A 2 102 0"
    ),
    // Both sides begin to talk, and both end, in whichever order.
    (
      [
        "c PA 1 1 2, s PA 1 1 3, s FA 4 3 0, c FA 3 5 0, s A 5 4 0",
        "s PA 1 1 3, c PA 1 4 2, c FA 3 4 0, s FA 4 4 0, c A 4 5 0",
        "s PA 1 1 3, c PA 1 1 2, c FA 3 4 0, s FA 4 3 0, s A 5 4 0, c A 4 5 0",
      ], "c connect, s accept, s 3, c 2, s close, c close",
      "s PA 1 1 3, c PA 1 4 2, s FA 4 3 0, c FA 3 5 0, s A 5 4 0"
    ),
    // One direction ends before the other.
    (
      [
        "c PA 1 1 5, c FA 6 1 0, s A 1 7 0, s PA 1 7 9, s FA 10 7 0, c A 7 11 0",
        "c FPA 1 1 5, s PA 1 7 9, c A 7 10 0, s FA 10 7 0, c A 7 11 0",
      ], "c connect, s accept, c 5, c shut, s 9, s close, c close",
      "c PA 1 1 5, c FA 6 1 0, s PA 1 7 9, s FA 10 7 0, c A 7 11 0"
    ),
    // What a side has sent before it heard of the reset.
    (
      [
        "c PA 1 1 5, s RA 1 6 0", "c PA 1 1 5, s A 1 6 0, s RA 1 6 0",
        "c PA 1 1 5, s RA 1 6 0, c FA 6 1 0, s R 1 0 0", "c PA 1 1 5, s RA 1 6 0, c R 6 0 0",
      ], "c connect, s accept, c 5, s close, c exit", "c PA 1 1 5, s RA 1 6 0"
    ),
  ])
  func `one picture of many captures`(
    _ captured: [String], _ calls: String, _ picture: String
  ) throws {
    for captured in captured {
      #expect(try drawn(Self.handshake + captured, calls) == Self.handshake + picture)
    }
  }

  /// Where no calls are known, bytes stay as they were captured.
  @Test(arguments: [
    (
      handshake + "c PA 1 1 9, s A 1 10 0, c PA 10 1 9, s A 1 19 0",
      handshake + "c PA 1 1 9, c PA 10 1 9"
    ),
    // A connection that isn't taken is asked for again.
    ("c S 0 0 0, c S 0 0 0, s RA 0 1 0", "c S 0 0 0, s RA 0 1 0"),
    // Bytes that overlap with those seen before.
    (handshake + "c PA 1 1 5, c PA 4 1 5, s A 1 9 0", handshake + "c PA 1 1 5, c PA 6 1 3"),
    // Numbers begin again at 0.
    (
      "c S 4294967290 0 0, s SA 0 4294967291 0, c A 4294967291 1 0, c PA 4294967291 1 9, s A 1 4 0, c PA 4 1 3, c PA 4294967291 1 9",
      handshake + "c PA 1 1 9, c PA 10 1 3"
    ),
    // The same ends meet again, after both have closed, or after one has broken off, perhaps with an end on its way.
    (echo + ", s A 7 7 0, " + echo, echo + ", " + echo),
    (handshake + "c PA 1 1 5, s R 6 0 0, " + echo, handshake + "c PA 1 1 5, s R 1 0 0, " + echo),
    (handshake + "c FA 1 1 0, s R 1 0 0, " + echo, handshake + "c FA 1 1 0, s R 1 0 0, " + echo),
    ("c S 0 0 0, s RA 0 1 0, " + echo, "c S 0 0 0, s RA 0 1 0, " + echo),
  ])
  func `what calls aren't known of stays`(_ captured: String, _ picture: String) throws {
    #expect(try drawn(captured) == picture)
  }

  @Test func `a socket that was refused tries again`() throws {
    let captured = "c S 0 0 0, s RA 0 1 0, " + Self.handshake + "c FPA 1 1 5, s FPA 1 7 5"
    #expect(
      try drawn(captured, "c connect, " + Self.echoCalls) == "c S 0 0 0, s RA 0 1 0, " + Self.echo)
  }

  @Test func `datagrams come in the order of the calls, and what answers them behind`() {
    func packet(_ source: Endpoint, _ text: String) -> Packet {
      Packet(
        host: 0, interface: "lo", source: source, destination: "127.0.0.1:3",
        content: .udp(MadeUp.payload(text)))
    }
    let (first, second) = (packet("127.0.0.1:1", "a"), packet("127.0.0.1:2", "b"))
    let flow = Packet.Flow(kind: .udp, source: "127.0.0.1:1", destination: "127.0.0.1:3")
    let refusal = Packet(
      host: 0, interface: "lo", source: "127.0.0.1", destination: "127.0.0.1",
      content: .icmp(type: 3, code: 3, about: flow))
    let steps = [(UInt64(1), first, "a"), (2, second, "b")].map { number, packet, text in
      CanonicalOrder.Step(
        terminal: Int(number), step: 0,
        kind: .called(
          .init(
            process: 0, program: "p",
            action: .sent(
              MadeUp.udp(number, packet.source), to: packet.destination, MadeUp.payload(text)))))
    }
    for captured in [
      [first, refusal, second], [first, second, refusal], [second, first, refusal],
    ] {
      #expect(
        CanonicalPackets.packets(captured, of: steps) == [first, refusal, second])
    }
    // Without calls they stay as they came.
    #expect(CanonicalPackets.packets([second, second, first], of: []) == [second, second, first])
  }

  /// How long the kernel waits for something to send an acknowledgement with is some 40 ms.
  @Test func `a server that takes its time has the same packets as one that doesn't`() async throws
  {
    func packets(pause: Double) async throws -> [String] {
      let server = """
        import socket, time
        listener = socket.create_server(("127.0.0.1", 10000))
        connection, address = listener.accept()
        while data := connection.recv(4): time.sleep(\(pause)); connection.sendall(data)
        time.sleep(\(pause))
        connection.close()
        """
      let client = """
        import socket
        connection = socket.create_connection(("127.0.0.1", 10000))
        connection.sendall(b"how are you?")
        count = 0
        while count < 12: count += len(connection.recv(16))
        """
      var request = TestLab.request([["python3 -c '\(server)'"], ["python3 -c '\(client)'"]])
      request.observation = .init(traces: true, captures: true)
      let recording = try await TestLab.run(request)
      let steps = CanonicalOrder(of: recording).steps
      return CanonicalPackets.packets(Packet.packets(in: recording.frames), of: steps).map(\.words)
    }
    let quick = try await packets(pause: 0)
    #expect(quick.count == 10)
    #expect(try await packets(pause: 0.1) == quick)
  }
}
