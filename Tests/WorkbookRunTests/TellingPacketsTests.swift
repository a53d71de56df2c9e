import FoundationEssentials
import LabProtocol
import Testing
import WorkbookTestSupport

@testable import WorkbookRun

/// What is drawn of the packets of a run.
@Suite struct TellingPacketsTests {
  /// Packets in short: who sends it, flags by their first letters, the number of its first byte, the number
  /// that it expects, and how many bytes it has.
  private func packets(_ text: String) throws -> [Packet] {
    try text.split(separator: ",").map { words in
      let words = words.split(separator: " ").map(String.init)
      let numbers = words.dropFirst(2).compactMap { UInt32($0) }
      try #require(words.count == 5 && numbers.count == 3)
      var flags = Packet.TCPFlags()
      for (letter, flag) in [("S", .syn), ("F", .fin), ("R", .rst), ("P", .psh), ("A", .ack)]
        as [(Character, Packet.TCPFlags)]
      where words[1].contains(letter) { flags.insert(flag) }
      let (client, server): (Endpoint, Endpoint) = ("127.0.0.1:50000", "127.0.0.1:10000")
      return Packet(
        host: 0, interface: "lo", source: words[0] == "c" ? client : server,
        destination: words[0] == "c" ? server : client,
        content: .tcp(
          flags: flags, sequence: numbers[0], acknowledgement: numbers[1],
          payload: Payload(count: Int(numbers[2]), prefix: Data())))
    }
  }

  private static let handshake = "c S 0 0 0, s SA 0 1 0, c A 1 1 0, "
  private static let echo = handshake + "c PA 1 1 5, s PA 1 6 5, c FA 6 6 0, s FA 6 7 0, c A 7 7 0"

  /// What the kernel may make of one conversation.
  @Test(arguments: [
    echo,
    // Every segment is acknowledged at once.
    handshake
      + "c PA 1 1 5, s A 1 6 0, s PA 1 6 5, c A 6 6 0, c FA 6 6 0, s A 6 7 0, s FA 6 7 0, c A 7 7 0",
    // An acknowledgement is late, and is answered; the answer comes when the client has gone.
    handshake
      + "c PA 1 1 5, s PA 1 6 5, c FA 6 6 0, s FA 6 7 0, c A 7 7 0, c A 6 6 0, s A 7 7 0, c R 7 0 0",
    // Nothing was acknowledged for too long, so segments come twice.
    handshake
      + "c PA 1 1 5, c PA 1 1 5, s PA 1 6 5, c FA 6 6 0, c FA 6 6 0, s FA 6 7 0, s FA 6 7 0, c A 7 7 0",
    // Somebody asks whether the other side is still there, and has room.
    handshake
      + "c PA 1 1 5, s PA 1 6 5, s A 0 6 0, c A 6 6 0, c A 6 6 0, c FA 6 6 0, s FA 6 7 0, c A 7 7 0",
  ])
  func `the kernel's timers change nothing`(_ text: String) throws {
    #expect(TellingPackets.among(try packets(text)) == (try packets(Self.echo)))
  }

  @Test(arguments: [
    // Only the last of a side that says nothing else, as an upload has it.
    (
      handshake + "c PA 1 1 9, s A 1 10 0, c PA 10 1 9, s A 1 19 0",
      handshake + "c PA 1 1 9, c PA 10 1 9, s A 1 19 0"
    ),
    // A connection that isn't taken is asked for again.
    ("c S 0 0 0, c S 0 0 0, s RA 0 1 0", "c S 0 0 0, c S 0 0 0, s RA 0 1 0"),
    // A connection that is broken off: what says so, and what still comes.
    (
      handshake + "c PA 1 1 5, s R 1 0 0, c R 6 0 0",
      handshake + "c PA 1 1 5, s R 1 0 0, c R 6 0 0"
    ),
    // Bytes that overlap with those seen before.
    (
      handshake + "c PA 1 1 5, c PA 4 1 5, s A 1 9 0",
      handshake + "c PA 1 1 5, c PA 4 1 5, s A 1 9 0"
    ),
    // Numbers begin again at 0.
    (
      "c S 4294967290 0 0, s SA 0 4294967291 0, c A 4294967291 1 0, c PA 4294967291 1 9, s A 1 4 0, c PA 4 1 3, s A 1 7 0",
      "c S 4294967290 0 0, s SA 0 4294967291 0, c A 4294967291 1 0, c PA 4294967291 1 9, c PA 4 1 3, s A 1 7 0"
    ),
    // The same ends meet again, after both have closed, or after one has broken off, perhaps with an end on its way.
    (echo + ", s A 7 7 0, " + echo, echo + ", " + echo),
    (
      handshake + "c PA 1 1 5, s R 1 0 0, " + echo, handshake + "c PA 1 1 5, s R 1 0 0, " + echo
    ),
    (
      handshake + "c FA 1 1 0, s R 1 0 0, " + echo, handshake + "c FA 1 1 0, s R 1 0 0, " + echo
    ),
    ("c S 0 0 0, s RA 0 1 0, " + echo, "c S 0 0 0, s RA 0 1 0, " + echo),
  ])
  func `what programs did stays`(_ text: String, _ telling: String) throws {
    #expect(TellingPackets.among(try packets(text)) == (try packets(telling)))
  }

  @Test func `other packets stay`() {
    let packet = Packet(
      host: 0, interface: "lo", source: "127.0.0.1:1", destination: "127.0.0.1:2",
      content: .udp(Payload(count: 1, prefix: Data("a".utf8))))
    #expect(TellingPackets.among([packet, packet]) == [packet, packet])
  }

  /// How long the kernel waits for something to send an acknowledgement with is some 40 ms.
  @Test func `a server that takes its time has the same packets as one that doesn't`() async throws
  {
    func packets(pause: Double) async throws -> [String] {
      let server = """
        import socket, time
        listener = socket.create_server(("127.0.0.1", 10000))
        connection, address = listener.accept()
        while data := connection.recv(16): time.sleep(\(pause)); connection.sendall(data)
        time.sleep(\(pause))
        connection.close()
        """
      let client = """
        import socket
        connection = socket.create_connection(("127.0.0.1", 10000))
        connection.sendall(b"hello")
        connection.recv(16)
        """
      var request = TestLab.request([["python3 -c '\(server)'"], ["python3 -c '\(client)'"]])
      request.observation.captures = true
      return TracedRun.packets(in: try await TestLab.run(request)).map(\.words)
    }
    let quick = try await packets(pause: 0)
    #expect(quick.count == 8)
    #expect(try await packets(pause: 0.3) == quick)
  }
}
