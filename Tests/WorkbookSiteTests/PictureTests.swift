import FoundationEssentials
import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookSite
import WorkbookTestSupport
import WorkbookVerify

/// What is drawn of runs besides the calls.
@Suite struct PictureTests {
  private func page(
    _ chapter: String, _ outputs: [[String]], run trace: TracedRun? = nil,
    in folder: TemporaryFolder
  ) async throws -> String {
    let run = try MadeUpRun(chapter, in: folder, outputs: outputs)
    #expect(run.verdict.outcome == .passed)
    _ = try await Site(
      run.book, verdicts: [run.verdict], traces: trace.map { ["talk": $0] } ?? [:], stamp: .madeUp
    ).write()
    return try folder.text(of: "site/01-test.html")
  }

  /// The figure of a kind.
  private func figure(_ kind: String, in page: String) throws -> String {
    let rest = try #require(
      page.split(separator: "<figure class=\"picture \(kind)").dropFirst().first)
    let figure = try #require(rest.split(separator: "</figure>").first)
    return "<figure class=\"picture \(kind)\(figure)</figure>\n"
  }

  private func step(
    _ terminal: Int, _ program: String, _ action: TracedStep.Action, cause: Int? = nil
  ) -> CanonicalOrder.Step {
    .init(
      terminal: terminal, step: 0,
      kind: .called(.init(process: 0, program: program, action: action)), cause: cause)
  }

  private func payload(_ text: String) -> Payload {
    Payload(count: text.utf8.count, prefix: Data(text.utf8))
  }

  // MARK: Packets

  private let talk = """
    ```console talk pictures=packets
    $ server
    ^C
    ```

    ```console talk
    $ client
    ```
    """

  private var packets: [Packet] {
    let (client, server): (Endpoint, Endpoint) = ("127.0.0.1:50001", "127.0.0.1:10000")
    func tcp(
      _ isClient: Bool, _ flags: Packet.TCPFlags, _ numbers: (UInt32, UInt32), _ text: String = ""
    ) -> Packet {
      Packet(
        host: 0, interface: "lo", source: isClient ? client : server,
        destination: isClient ? server : client,
        content: .tcp(
          flags: flags, sequence: numbers.0, acknowledgement: numbers.1, payload: payload(text)))
    }
    return [
      tcp(true, .syn, (0, 0)), tcp(false, [.syn, .ack], (0, 1)), tcp(true, .ack, (1, 1)),
      tcp(true, [.psh, .ack], (1, 1), "<hello>"), tcp(false, .rst, (1, 0)),
      Packet(
        host: 0, interface: "lo", source: client, destination: "127.0.0.1:9",
        content: .udp(payload("lost"))),
      Packet(
        host: 0, interface: "lo", source: "127.0.0.1", destination: "127.0.0.1",
        content: .icmp(
          type: 3, code: 3, about: .init(kind: .udp, source: client, destination: "127.0.0.1:9"))),
    ]
  }

  @Test func `packets go from end to end`() async throws {
    try await TemporaryFolder.with { folder in
      let order = CanonicalOrder(steps: [
        step(
          0, "server",
          .listened(TracedSocket(id: 0, kind: .tcp, local: "0.0.0.0:10000"), backlog: 1)),
        step(
          1, "client",
          .connected(
            TracedSocket(id: 1, kind: .tcp, local: "127.0.0.1:50001"), to: "127.0.0.1:10000")),
      ])
      let run = TracedRun(order: order, packets: packets)
      let page = try await page(talk, [[""], [""]], run: run, in: folder)
      let figure = try figure("packets", in: page)
      try Golden.expect(figure, equals: "packets.html")
      #expect(figure.contains(">nobody</text>"))
    }
  }

  @Test func `what nobody asked for, or is too much, isn't drawn`() async throws {
    try await TemporaryFolder.with { folder in
      let order = CanonicalOrder(steps: [])
      let run = TracedRun(order: order, packets: packets)
      let plain = talk.replacing(" pictures=packets", with: "")
      let page = try await page(plain, [[""], [""]], run: run, in: folder)
      #expect(!page.contains("<svg"))
    }
    try await TemporaryFolder.with { folder in
      let many = Array(repeating: packets, count: 10).flatMap(\.self)
      let run = TracedRun(order: CanonicalOrder(steps: []), packets: many)
      let page = try await page(talk, [[""], [""]], run: run, in: folder)
      #expect(!page.contains("<svg"))
    }
  }

  // MARK: Hosts

  @Test func `hosts, their groups, and who heard what`() async throws {
    try await TemporaryFolder.with { folder in
      let configuration = """
        {
          "title": "A book",
          "hosts": {
            "A": { "interfaces": { "eth0": ["192.168.100.2/24"] } },
            "B": {
              "name": "beta",
              "interfaces": { "eth0": ["192.168.100.13/24"], "eth1": ["172.16.7.13/24"] }
            }
          }
        }
        """
      let chapter = """
        # Test

        ```console talk pictures=hosts
        [B]$ receiver
        ^C
        ```

        ```console talk
        [A]$ sender
        ```
        """
      try folder.write(configuration, to: "chapters/workbook.json")
      try folder.write(chapter, to: "chapters/01-test.md")
      let book = try Book.read(from: BookFolder(root: folder.url))
      let example = book.chapters[0].examples[0]
      let socket = TracedSocket(id: 0, kind: .udp, local: "0.0.0.0:10000")
      let group = Data([224, 10, 10, 10, 0, 0, 0, 0])
      let order = CanonicalOrder(steps: [
        step(0, "receiver", .setOption(socket, level: 0, name: 35, value: group)),
        step(1, "sender", .sent(socket, to: "224.10.10.10:10000", payload("hello"))),
        step(0, "receiver", .received(socket, from: "192.168.100.2:1", payload("hello")), cause: 1),
        step(1, "sender", .sent(socket, to: "224.11.11.11:10000", payload("lost"))),
      ])
      let recording = Recording(of: example, outputs: example.terminals.map { _ in [] })
      let verdict = Comparison.verdict(on: recording, of: example, in: book.chapters[0])
      #expect(verdict.outcome == .passed)
      _ = try await Site(
        book, verdicts: [verdict], traces: ["talk": TracedRun(order: order)], stamp: .madeUp
      ).write()
      let figure = try figure("hosts", in: try folder.text(of: "site/01-test.html"))
      try Golden.expect(figure, equals: "hosts.html")
      #expect(figure.contains("<td>receiver on B\n"))
      #expect(figure.contains("<td>nobody\n"))
    }
  }

  // MARK: Queues

  @Test(arguments: [
    ("ss", "LISTEN 2      1          127.0.0.1:10000      0.0.0.0:*          "),
    ("netstat", "tcp 2 1 127.0.0.1:10000 0.0.0.0:* LISTEN"),
  ])
  func `connections that wait to be accepted`(tool: String, line: String) async throws {
    try await TemporaryFolder.with { folder in
      let socket = TracedSocket(id: 0, kind: .tcp)
      let calls = CanonicalOrder(
        steps: (0..<3).map { _ in
          step(0, "client", .connected(socket, to: "127.0.0.1:10000"))
        })
      let chapter = "```console talk pictures=queues\n$ \(tool)\n\(line)\n```"
      let page = try await page(
        chapter, [["\(line)\n"]], run: TracedRun(order: calls), in: folder)
      let figure = try figure("queues", in: page)
      #expect(figure.count(of: "class=\"taken\"") == 2)
      #expect(figure.contains("2 of 2 taken"))
      #expect(figure.count(of: "class=\"outside\"") == 1)
      #expect(figure.contains("<td>2 connections<td>room for 2\n"))
    }
  }

  @Test func `numbers that vary make no page outdated`() async throws {
    try await TemporaryFolder.with { folder in
      let chapter = """
        ```console talk pictures=queues
        $ ss
        ESTAB [..] [..] 127.0.0.1:1 127.0.0.1:2
        ESTAB [..] [..] 127.0.0.1:2 127.0.0.1:1
        ```
        """
      func output(_ number: Int) -> String {
        "ESTAB \(number) 2 127.0.0.1:1 127.0.0.1:2\nESTAB 3 4 127.0.0.1:2 127.0.0.1:1\n"
      }
      let first = try await page(chapter, [[output(1000)]], in: folder)
      #expect(try figure("queues", in: first).contains(">1000</tspan>"))
      let run = try MadeUpRun(chapter, in: folder, outputs: [[output(2000)]])
      let site = Site(run.book, verdicts: [run.verdict], stamp: .madeUp)
      #expect(try await site.staleness() == [])
    }
  }

  // MARK: Bytes

  @Test func `bytes and what they are`() async throws {
    try await TemporaryFolder.with { folder in
      let chapter = """
        ```console talk
        $ pack
        01006162
        ```

        ```bytes talk
        a & b: I=01 gap=00 2s=6162
        ```
        """
      let figure = try figure(
        "bytes", in: try await page(chapter, [["01006162\n"]], in: folder))
      try Golden.expect(figure, equals: "bytes.html")
    }
  }
}

extension String {
  fileprivate func count(of part: String) -> Int {
    split(separator: part, omittingEmptySubsequences: false).count - 1
  }
}
