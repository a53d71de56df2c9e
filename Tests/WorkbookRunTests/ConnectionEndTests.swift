import Glibc
import LabProtocol
import Testing
import WorkbookRun
import WorkbookTestSupport

/// What is left of a connection when its programs have ended.
@Suite struct ConnectionEndTests {
  /// An acknowledgement that arrives after the end of its connection is answered, and the answer with a reset.
  ///
  /// Two processors make that happen once in a thousand times; here root sends such an acknowledgement.
  @Test(.enabled(if: geteuid() == 0, "only root can send what it likes"))
  func `a late acknowledgement doesn't end TIME-WAIT`() async throws {
    let script = """
      import socket, struct
      sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
      sniffer.bind(("lo", 0))
      listener = socket.create_server(("127.0.0.1", 10000))
      client = socket.create_connection(("127.0.0.1", 10000))
      server, _ = listener.accept()
      listener.close(); server.close(); client.close()
      def wait(flag):
          while True:
              frame = sniffer.recv(200)
              # Each frame is seen twice, as it is sent and as it is received.
              if struct.unpack("!H", frame[34:36])[0] == 50000 and frame[47] & flag: return frame
      end = wait(1)
      # The same without FIN, and with the checksum that loopback leaves out.
      segment = end[34:47] + bytes([16]) + end[48:50] + bytes(2) + end[52:]
      head = end[26:34] + struct.pack("!HH", 6, len(segment))
      total = sum(struct.unpack(f"!{len(head + segment) // 2}H", head + segment))
      while total > 0xffff: total = (total & 0xffff) + (total >> 16)
      raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
      packet = end[14:34] + segment[:16] + struct.pack("!H", ~total & 0xffff) + segment[18:]
      raw.sendto(packet, ("127.0.0.1", 0))
      wait(4)
      print("reset")
      try:
          socket.socket().bind(("127.0.0.1", 10000)); print("free")
      except OSError as error: print(error.strerror)
      """
    var request = TestLab.request([["python3 -c '\(script)'"]])
    request.windows[0].isRoot = true
    let recording = try await TestLab.run(request)
    guard recording.outcome == .ran(.complete) else {
      // Root of a container isn't root of the machine.
      #expect(
        recording.outcome
          == .unavailable(
            LabFailure(purpose: .runAsRoot, call: .userMap, code: EPERM)))
      return
    }
    #expect(recording.terminals[0].steps[0].lines == ["reset", "Address already in use"])
  }

  /// Makes the kernel send the end of a connection later, as it does after a loss (`SO_MAX_PACING_RATE`, which
  /// works after ten segments).
  @Test func `the next terminal opens when connections have ended, too`() async throws {
    let script = """
      import socket
      listener = socket.create_server(("127.0.0.1", 10000))
      client = socket.create_connection(("127.0.0.1", 10000))
      server, _ = listener.accept()
      server.setsockopt(socket.SOL_SOCKET, 47, 50000)
      for _ in range(12): server.sendall(b"x"); client.recv(1)
      server.sendall(b"x" * 4000)
      rest = 4000
      while rest > 0: rest -= len(client.recv(rest))
      server.close()
      """
    let recording = try await TestLab.run([
      ["python3 -c '\(script)'"], ["awk 'NR > 1 { print $2, $4 }' /proc/net/tcp | sort"],
    ])
    #expect(recording.outcome == .ran(.complete))
    // Both ends have closed, and are in TIME-WAIT, 06; 05 is FIN-WAIT-2, 0B is CLOSING.
    #expect(
      recording.terminals[1].steps[0].lines == ["0100007F:2710 06", "0100007F:C350 06"])
  }
}
