import FoundationEssentials
import LabProtocol
import Testing
import WorkbookRun
import WorkbookTestSupport

/// Examples on several hosts.
@Suite struct HostTests {
  /// As on Debian; a client tries both.
  @Test func `localhost has an address of each family`() async throws {
    let recording = try await TestLab.run([["getent ahosts localhost | awk '/STREAM/ {print $1}'"]])
    #expect(recording.terminals[0].steps[0].lines == ["::1", "127.0.0.1"])
  }

  @Test func `hosts have names, addresses and a network between them`() async throws {
    let look = "hostname; getent ahostsv4 bee | head -1; getent hosts google.com; ip -o -4 address"
    let recording = try await run([
      .init([look, "ip route; ip -o -6 address | sort -k 4"], on: 0),
      .init(["hostname; ip -o link | cut -d: -f2 | cut -d@ -f1"], on: 1),
    ])
    let commands = recording.terminals[0].steps.map(\.lines)
    #expect(
      commands[0] == [
        "A", "192.168.100.13  STREAM bee", "216.58.223.78   google.com",
        "1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever",
        "2: eth0    inet 192.168.100.2/24 brd 192.168.100.255 scope global eth0\\"
          + "       valid_lft forever preferred_lft forever",
      ])
    #expect(
      commands[1].map { $0.split(separator: " ").prefix(4).joined(separator: " ") } == [
        "default dev eth0 scope", "192.168.100.0/24 dev eth0 proto", "1: lo inet6 ::1/128",
        "2: eth0 inet6 fd00::2/64", "2: eth0 inet6 fe80::ff:fe00:101/64",
      ])
    #expect(recording.terminals[1].steps[0].lines == ["bee", " lo", " eth0", " eth1"])
  }

  @Test func `what reaches several hosts is answered in the order of the page`() async throws {
    // As fast as the receivers can, one in five would be first on the other host.
    for order in [[0, 1], [1, 0]] {
      for _ in 0..<10 {
        let recording = try await run(
          order.map { Terminal(["python3 receiver.py^C"], on: $0) }
            + [.init(["python3 sender.py"], on: 0, ports: 48290...48290)])
        let hosts = ["192.168.100.2", "192.168.100.13"]
        #expect(recording.terminals[2].steps[0].lines == order.map { "ack from \(hosts[$0])" })
        for terminal in recording.terminals.prefix(2) {
          #expect(terminal.steps[0].lines.first == "ready")
          #expect(terminal.steps[0].lines.dropFirst().first == "from 192.168.100.2:48290")
        }
      }
    }
  }

  @Test func `hosts talk IPv6 with each other, by addresses of the book and of the link`()
    async throws
  {
    let serve = """
      python3 -c 'import socket
      s = socket.create_server(("::", 10000), family=socket.AF_INET6)
      for _ in range(2): print(s.accept()[1][0])'
      """
    let ask = """
      python3 -c 'import socket
      socket.create_connection(("fd00::13", 10000)).close()
      socket.create_connection(("fe80::ff:fe00:102%eth0", 10000))'
      """
    let recording = try await run([
      .init([serve], on: 1), .init([ask], on: 0, ports: 50000...50001),
    ])
    #expect(recording.terminals[1].steps[0].lines == [])
    #expect(recording.terminals[0].steps[0].lines == ["fd00::2", "fe80::ff:fe00:101"])
  }

  @Test func `interfaces of one name are on one network, others aren't`() async throws {
    let serve = "python3 -c 'import socket; socket.create_server((\"\", 10000)).accept()'"
    let ask = """
      python3 -c 'import socket
      for address, timeout in ("10.0.0.3", 0.2), ("10.0.0.2", 60):
          try:
              with socket.create_connection((address, 10000), timeout) as s:
                  print(s.getsockname()[0])
          except OSError as error:
              print(error)'
      """
    // The third host isn't on the network of the second's eth1, although its address says so.
    let recording = try await run([
      .init([serve], on: 1), .init(["python3 -m http.server 10000^C"], on: 2),
      .init([ask], on: 3, ports: 50000...50001),
    ])
    #expect(recording.terminals[2].steps[0].lines == ["timed out", "10.0.0.4"])
  }

  @Test func `a host can be asked whether it is there`() async throws {
    // As ping asks where it has no capability.
    let ping = """
      python3 -c 'import socket, struct
      for family, protocol, kind, address in (
          (socket.AF_INET, socket.IPPROTO_ICMP, 8, "192.168.100.13"),
          (socket.AF_INET6, socket.IPPROTO_ICMPV6, 128, "fd00::13"),
      ):
          s = socket.socket(family, socket.SOCK_DGRAM, protocol)
          s.sendto(struct.pack("!BBHHH", kind, 0, 0, 0, 1) + b"hello", (address, 0))
          print(s.recv(100)[8:])'
      """
    let recording = try await run([.init([ping], on: 0), .init(["true"], on: 1)])
    #expect(recording.terminals[0].steps[0].lines == ["b'hello'", "b'hello'"])
  }

  @Test func `the real network is out of reach from a host, too`() async throws {
    let recording = try await run([
      .init(["python3 -c 'import socket; socket.create_connection((\"1.1.1.1\", 53), 0.2)'"], on: 0)
    ])
    let command = recording.terminals[0].steps[0]
    #expect(command.status == .exited(1))
    #expect(command.lines.last == "TimeoutError: timed out")
  }

  @Test func `a host that can't be made is told`() async throws {
    var request = TestLab.request([["true"]])
    request.hosts = [
      .init(
        name: "A",
        interfaces: [
          .init(
            name: "eth0",
            addresses: [
              .init(text: "192.0.2.1", prefixLength: 24),
              .init(text: "192.0.2.1", prefixLength: 24),
            ])
        ])
    ]
    let recording = try await TestLab.run(request)
    guard case .unavailable(let failure) = recording.outcome else {
      Issue.record("\(recording.outcome)")
      return
    }
    #expect(failure.purpose.words == "give A the address 192.0.2.1")
  }

  // MARK: -

  private struct Terminal {
    let lines: [String]
    let host: Int
    let ports: ClosedRange<UInt16>

    init(_ lines: [String], on host: Int, ports: ClosedRange<UInt16> = 50000...50000) {
      (self.lines, self.host, self.ports) = (lines, host, ports)
    }
  }

  private func run(_ terminals: [Terminal]) async throws -> Recording {
    var request = TestLab.request(terminals.map(\.lines))
    for (index, terminal) in terminals.enumerated() {
      request.windows[index].host = terminal.host
      request.windows[index].clientPorts = [terminal.ports]
    }
    func interface(_ name: String, _ addresses: (String, Int)...) -> LabRequest.Interface {
      .init(name: name, addresses: addresses.map { .init(text: $0.0, prefixLength: $0.1) })
    }
    let hosts: [LabRequest.Host] = [
      .init(
        name: "A", interfaces: [interface("eth0", ("192.168.100.2", 24), ("fd00::2", 64))]),
      .init(
        name: "bee",
        interfaces: [
          interface("eth0", ("192.168.100.13", 24), ("fd00::13", 64)),
          interface("eth1", ("10.0.0.2", 24)),
        ]),
      .init(name: "sea", interfaces: [interface("eth2", ("10.0.0.3", 24))]),
      .init(name: "dee", interfaces: [interface("eth1", ("10.0.0.4", 24))]),
    ]
    let last = terminals.map(\.host).max() ?? 0
    request.hosts = Array(hosts[...last])
    request.files += [
      .init(name: "receiver.py", contents: Data(Self.receiver.utf8)),
      .init(name: "sender.py", contents: Data(Self.sender.utf8)),
    ]
    return try await TestLab.run(request)
  }

  private static let receiver = """
    import socket
    import struct

    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("", 10000))
    group = socket.inet_aton("224.10.10.10")
    s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group + bytes(4))
    print("ready")
    while True:
        data, address = s.recvfrom(1024)
        print("from %s:%d" % address)
        s.sendto(b"ack", address)

    """

  private static let sender = """
    import socket

    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(60)
    s.sendto(b"very important data", ("224.10.10.10", 10000))
    for _ in range(2):
        data, server = s.recvfrom(16)
        print("%s from %s" % (data.decode(), server[0]))

    """
}
