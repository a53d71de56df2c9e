import LabProtocol
import Testing
import WorkbookTestSupport

@testable import WorkbookRun

/// Which ports a picture renumbers: those that the kernel chose, and no others.
@Suite struct ClientPortsTests {
  private let one: [ClientPorts.Terminal] = [
    .init(host: nil, ports: [50000...50099]), .init(host: nil, ports: [50000...50099]),
  ]
  private let two: [ClientPorts.Terminal] = [
    .init(host: "A", ports: [50000...50099]), .init(host: "B", ports: [50000...50099]),
  ]

  /// An action of the program in a terminal.
  private struct Act {
    let terminal: Int
    let action: TracedStep.Action
    var error: Int32?
    var cause: Int?

    init(
      _ terminal: Int, _ action: TracedStep.Action, error: Int32? = nil, cause: Int? = nil
    ) {
      (self.terminal, self.action, self.error, self.cause) = (terminal, action, error, cause)
    }
  }

  /// The words of the calls that a picture shows, with the sockets' own addresses.
  private func words(_ acts: [Act], on terminals: [ClientPorts.Terminal]) -> [String] {
    let order = CanonicalOrder(
      steps: acts.map {
        .init(
          terminal: $0.terminal, step: 0,
          kind: .called(.init(process: 0, program: "p", action: $0.action, error: $0.error)),
          cause: $0.cause)
      })
    return order.picture(on: terminals).steps.map { step in
      guard case .called(let call) = step.kind else { return "" }
      let sockets = call.action.sockets.map { socket in
        [socket.local, socket.remote].map { $0?.description ?? "-" }.joined(separator: " ")
      }
      return "\(call.words ?? "") | \(sockets.joined(separator: " | "))"
    }
  }

  private func conversation(_ server: Endpoint, _ client: Endpoint, _ host: Int = 1) -> [Act] {
    let listener = MadeUp.tcp(0, server)
    return [
      Act(0, .bound(listener, to: server)), Act(0, .listened(listener, backlog: 1)),
      Act(host, .connected(MadeUp.tcp(1, client, server), to: server)),
      Act(0, .accepted(listener, new: MadeUp.tcp(2, server, client)), cause: 2),
    ]
  }

  @Test func `a server keeps the port that it named`() {
    #expect(
      words(conversation("127.0.0.1:50050", "127.0.0.1:50037"), on: one) == [
        "bind 127.0.0.1:50050 | 127.0.0.1:50050 -", "listen 1 | 127.0.0.1:50050 -",
        "connect 127.0.0.1:50050 | 127.0.0.1:50000 127.0.0.1:50050",
        "accept 127.0.0.1:50000 | 127.0.0.1:50050 - | 127.0.0.1:50050 127.0.0.1:50000",
      ])
  }

  @Test func `sockets that accepted each other, which can't be, end the search`() {
    let (one, other) = (MadeUp.tcp(0, "127.0.0.1:50050"), MadeUp.tcp(1, "127.0.0.1:50050"))
    let acts = [Act(0, .accepted(one, new: other)), Act(0, .accepted(other, new: one))]
    #expect(words(acts, on: self.one).count == 2)
  }

  @Test func `a port that a closed socket named may be the kernel's choice later`() {
    let (old, server) = (MadeUp.udp(7, "127.0.0.1:50050"), MadeUp.udp(0, "127.0.0.1:10000"))
    let client = MadeUp.udp(1, "0.0.0.0:50050")
    let acts = [
      Act(1, .bound(old, to: "127.0.0.1:50050")), Act(1, .closed(old)),
      Act(0, .bound(server, to: "127.0.0.1:10000")),
      Act(1, .sent(client, to: "127.0.0.1:10000", MadeUp.payload("a"))),
      Act(0, .received(server, from: "127.0.0.1:50050", MadeUp.payload("a")), cause: 3),
    ]
    // The sender's number, and not the one that a program named.
    let shown = words(acts, on: one)
    #expect(shown[3].contains("| 0.0.0.0:50000"), "\(shown[3])")
    #expect(shown[4].hasPrefix("recvfrom 127.0.0.1:50000"), "\(shown[4])")
  }

  @Test func `a server of IPv6 keeps it, too`() {
    #expect(
      words(conversation("[::1]:50050", "[::1]:50037"), on: one).last
        == "accept [::1]:50000 | [::1]:50050 - | [::1]:50050 [::1]:50000")
  }

  @Test func `a server of both versions is the one that a client of IPv4 called`() {
    let listener = MadeUp.tcp(0, "[::]:50050")
    let acts = [
      Act(0, .bound(listener, to: "[::]:50050")),
      Act(
        1,
        .connected(MadeUp.tcp(1, "127.0.0.1:50037", "127.0.0.1:50050"), to: "127.0.0.1:50050")),
      Act(
        0,
        .accepted(
          listener, new: MadeUp.tcp(2, "[::ffff:127.0.0.1]:50050", "[::ffff:127.0.0.1]:50037"))),
    ]
    #expect(
      words(acts, on: one).dropFirst() == [
        "connect 127.0.0.1:50050 | 127.0.0.1:50000 127.0.0.1:50050",
        "accept [::ffff:127.0.0.1]:50000 | [::]:50050 - "
          + "| [::ffff:127.0.0.1]:50050 [::ffff:127.0.0.1]:50000",
      ])
  }

  @Test func `no client is shown with a number that a program named`() {
    #expect(
      words(conversation("127.0.0.1:50000", "127.0.0.1:50037"), on: one).last
        == "accept 127.0.0.1:50001 | 127.0.0.1:50000 - | 127.0.0.1:50000 127.0.0.1:50001")
    let refused = Act(
      1, .connected(MadeUp.tcp(1, "127.0.0.1:50037"), to: "127.0.0.1:50000"), error: 111)
    #expect(
      words([refused], on: one)
        == ["connect 127.0.0.1:50000: Connection refused | 127.0.0.1:50001 -"])
  }

  @Test func `a client keeps the port that it named`() {
    let client = MadeUp.tcp(1, "127.0.0.1:50037", "127.0.0.1:10000")
    let listener = MadeUp.tcp(0, "127.0.0.1:10000")
    let acts = [
      Act(0, .bound(listener, to: "127.0.0.1:10000")),
      Act(1, .bound(MadeUp.tcp(1, "127.0.0.1:50037"), to: "127.0.0.1:50037")),
      Act(1, .connected(client, to: "127.0.0.1:10000")),
      Act(
        0, .accepted(listener, new: MadeUp.tcp(2, "127.0.0.1:10000", "127.0.0.1:50037")), cause: 2),
    ]
    #expect(
      words(acts, on: one).last
        == "accept 127.0.0.1:50037 | 127.0.0.1:10000 - | 127.0.0.1:10000 127.0.0.1:50037")
  }

  @Test func `a failed bind names a port for nobody`() {
    let acts = [
      Act(1, .bound(MadeUp.tcp(1), to: "127.0.0.1:50037"), error: 98),
      Act(
        1, .connected(MadeUp.tcp(1, "127.0.0.1:50040", "127.0.0.1:10000"), to: "127.0.0.1:10000")),
    ]
    #expect(
      words(acts, on: one) == [
        "bind 127.0.0.1:50037: Address already in use | - -",
        "connect 127.0.0.1:10000 | 127.0.0.1:50000 127.0.0.1:10000",
      ])
  }

  @Test func `bind to port 0 and listen without bind let the kernel choose`() {
    let listener = MadeUp.tcp(0, "127.0.0.1:50050")
    let listening = [
      Act(0, .bound(listener, to: "127.0.0.1:0")), Act(0, .listened(listener, backlog: 1)),
      Act(
        1,
        .connected(MadeUp.tcp(1, "127.0.0.1:50037", "127.0.0.1:50050"), to: "127.0.0.1:50050")),
      Act(0, .accepted(listener, new: MadeUp.tcp(2, "127.0.0.1:50050", "127.0.0.1:50037"))),
    ]
    let expected = [
      "listen 1 | 127.0.0.1:50000 -",
      "connect 127.0.0.1:50000 | 127.0.0.1:50001 127.0.0.1:50000",
      "accept 127.0.0.1:50001 | 127.0.0.1:50000 - | 127.0.0.1:50000 127.0.0.1:50001",
    ]
    #expect(words(listening, on: one) == ["bind 127.0.0.1:0 | 127.0.0.1:50000 -"] + expected)
    #expect(words(Array(listening.dropFirst()), on: one) == expected)
  }

  @Test func `a datagram's sender without bind is renumbered, and who answers it`() {
    let (server, client) = (MadeUp.udp(0, "0.0.0.0:50050"), MadeUp.udp(1, "0.0.0.0:50037"))
    let acts = [
      Act(0, .bound(server, to: "0.0.0.0:50050")),
      Act(1, .sent(client, to: "127.0.0.1:50050", MadeUp.payload("a"))),
      Act(0, .received(server, from: "127.0.0.1:50037", MadeUp.payload("a")), cause: 1),
      Act(0, .sent(server, to: "127.0.0.1:50037", MadeUp.payload("b"))),
      Act(1, .received(client, from: "127.0.0.1:50050", MadeUp.payload("b")), cause: 3),
    ]
    #expect(
      words(acts, on: one) == [
        "bind 0.0.0.0:50050 | 0.0.0.0:50050 -",
        "sendto 127.0.0.1:50050: 1 byte \"a\" | 0.0.0.0:50000 -",
        "recvfrom 127.0.0.1:50000: 1 byte \"a\" | 0.0.0.0:50050 -",
        "sendto 127.0.0.1:50000: 1 byte \"b\" | 0.0.0.0:50050 -",
        "recvfrom 127.0.0.1:50050: 1 byte \"b\" | 0.0.0.0:50000 -",
      ])
  }

  @Test func `TCP and UDP have ports of their own`() {
    let acts =
      conversation("127.0.0.1:50050", "127.0.0.1:50037") + [
        Act(1, .sent(MadeUp.udp(5, "0.0.0.0:50050"), to: "127.0.0.1:9", MadeUp.payload("a")))
      ]
    #expect(
      words(acts, on: one).last == "sendto 127.0.0.1:9: 1 byte \"a\" | 0.0.0.0:50000 -")
  }

  @Test func `a number may be a server's on one host and a client's on the other`() {
    let acts = conversation("192.168.1.1:50050", "192.168.1.2:50050")
    #expect(
      words(acts, on: two).suffix(2) == [
        "connect 192.168.1.1:50050 | 192.168.1.2:50000 192.168.1.1:50050",
        "accept 192.168.1.2:50000 | 192.168.1.1:50050 - "
          + "| 192.168.1.1:50050 192.168.1.2:50000",
      ])
    let (server, client) = (MadeUp.udp(0, "0.0.0.0:50050"), MadeUp.udp(1, "0.0.0.0:50050"))
    let datagrams = [
      Act(0, .bound(server, to: "0.0.0.0:50050")),
      Act(1, .sent(client, to: "192.168.1.1:50050", MadeUp.payload("a"))),
      Act(0, .received(server, from: "192.168.1.2:50050", MadeUp.payload("a")), cause: 1),
      Act(0, .sent(server, to: "192.168.1.2:50050", MadeUp.payload("b"))),
    ]
    #expect(
      words(datagrams, on: two).dropFirst() == [
        "sendto 192.168.1.1:50050: 1 byte \"a\" | 0.0.0.0:50000 -",
        "recvfrom 192.168.1.2:50000: 1 byte \"a\" | 0.0.0.0:50050 -",
        "sendto 192.168.1.2:50000: 1 byte \"b\" | 0.0.0.0:50050 -",
      ])
  }

  @Test func `a loopback address is another one on each host`() {
    let (server, client) = (MadeUp.udp(2, "127.0.0.1:10000"), MadeUp.udp(3, "0.0.0.0:50050"))
    let acts = [
      Act(0, .bound(MadeUp.udp(0, "127.0.0.1:50050"), to: "127.0.0.1:50050")),
      Act(1, .bound(server, to: "127.0.0.1:10000")),
      Act(1, .sent(client, to: "127.0.0.1:10000", MadeUp.payload("a"))),
      Act(1, .received(server, from: "127.0.0.1:50050", MadeUp.payload("a"))),
    ]
    #expect(
      words(acts, on: two).last
        == "recvfrom 127.0.0.1:50000: 1 byte \"a\" | 127.0.0.1:10000 -")
  }

  @Test func `an address that no call told of is nobody's`() {
    let client = MadeUp.udp(0, "0.0.0.0:50050")
    let acts = [
      Act(0, .sent(client, to: "192.168.1.9:50050", MadeUp.payload("a"))),
      Act(0, .sent(client, to: "224.10.10.10:50050", MadeUp.payload("a"))),
    ]
    #expect(
      words(acts, on: two)
        == ["192.168.1.9", "224.10.10.10"].map {
          "sendto \($0):50050: 1 byte \"a\" | 0.0.0.0:50000 -"
        })
  }

  @Test func `two clients that got the same number by luck are told apart`() {
    func acts(_ second: UInt16) -> [Act] {
      [(0, 50037), (1, second)].map { (host: Int, port: UInt16) in
        let local = Endpoint(stringLiteral: "192.168.1.\(host + 1):\(port)")
        return Act(host, .connected(MadeUp.tcp(UInt64(host), local), to: "192.168.1.3:80"))
      }
    }
    #expect(words(acts(50037), on: two) == words(acts(50038), on: two))
  }

  @Test func `a socket that isn't seen is renumbered by what is told of it`() {
    let listener = MadeUp.tcp(0, "127.0.0.1:10000")
    let acts = [
      Act(0, .bound(listener, to: "127.0.0.1:10000")),
      Act(0, .accepted(listener, new: MadeUp.tcp(2, "127.0.0.1:10000", "127.0.0.1:50037"))),
      Act(0, .accepted(listener, new: MadeUp.tcp(3, "127.0.0.1:10000", "127.0.0.1:50099"))),
    ]
    #expect(
      words(acts, on: one).map { $0.prefix { $0 != "|" } }
        == ["bind 127.0.0.1:10000 ", "accept 127.0.0.1:50000 ", "accept 127.0.0.1:50001 "])
  }

  @Test func `names of Unix sockets and other ports stay`() {
    let socket = TracedSocket(id: 0, kind: .unixStream, local: .path("./s:50050"))
    let acts = [
      Act(0, .bound(socket, to: .path("./s:50050"))),
      Act(0, .bound(socket, to: .abstract("s:50050"))),
      Act(
        0, .connected(MadeUp.tcp(1, "127.0.0.1:49964", "127.0.0.1:50100"), to: "127.0.0.1:50100")),
    ]
    #expect(
      words(acts, on: one) == [
        "bind ./s:50050 | ./s:50050 -", "bind @s:50050 | ./s:50050 -",
        "connect 127.0.0.1:50100 | 127.0.0.1:49964 127.0.0.1:50100",
      ])
  }

  @Test func `a range of one port is shown as it is, and a used up one doesn't end`() {
    let client = Act(1, .connected(MadeUp.tcp(1, "127.0.0.1:50037"), to: "127.0.0.1:80"))
    #expect(
      words([client], on: [one[0], .init(host: nil, ports: [50037...50037])].reversed())
        == ["connect 127.0.0.1:80 | 127.0.0.1:50000 -"])
    #expect(
      words([client], on: one.map { _ in .init(host: nil, ports: [50037...50037]) })
        == ["connect 127.0.0.1:80 | 127.0.0.1:50037 -"])
    let many = (0..<3).map { id in
      Act(1, .connected(MadeUp.tcp(id, "127.0.0.1:65534"), to: "127.0.0.1:80"))
    }
    #expect(
      words(many, on: one.map { _ in .init(host: nil, ports: [65534...65535]) })
        == [65534, 65535, 65534].map { "connect 127.0.0.1:80 | 127.0.0.1:\($0) -" })
  }
}
