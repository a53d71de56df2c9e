import FoundationEssentials
import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookSite
import WorkbookTestSupport
import WorkbookVerify

/// What pages make of the order of calls: lines side by side, and pictures.
@Suite struct OrderTests {
  private let chapter = """
    ```console talk
    $ server
    waiting
    got it
    more
    ^C
    ```

    ```console talk
    $ client
    asking
    answered
    [1]
    ```
    """

  private func socket(_ id: UInt64) -> TracedSocket { TracedSocket(id: id, kind: .tcp) }

  /// A step of one of the two programs.
  private func step(
    _ terminal: Int, _ program: String, _ action: TracedStep.Action, cause: Int? = nil,
    hasReturned: Bool = true
  ) -> CanonicalOrder.Step {
    .init(
      terminal: terminal, step: 0,
      kind: .called(
        .init(
          process: 0, program: program, action: action, error: nil, hasReturned: hasReturned)),
      cause: cause)
  }

  private func payload(_ text: String) -> Payload {
    Payload(count: text.utf8.count, prefix: Data(text.utf8))
  }

  private var order: CanonicalOrder {
    CanonicalOrder(steps: [
      .init(terminal: 0, step: 0, kind: .typed, cause: nil),
      step(0, "server", .listened(socket(0), backlog: 1)),
      step(0, "server", .printed(Data("waiting\n".utf8))),
      .init(terminal: 1, step: 0, kind: .typed, cause: nil),
      step(1, "client", .printed(Data("ask".utf8))),
      step(1, "client", .printed(Data("ing\n".utf8))),
      step(1, "client", .sent(socket(1), to: nil, payload("<hello> & \"more\""))),
      step(0, "server", .received(socket(2), from: nil, payload("hello")), cause: 6),
      step(0, "server", .printed(Data("got it\nmore\n".utf8))),
      step(0, "server", .sent(socket(2), to: nil, payload("yes"))),
      step(1, "client", .received(socket(1), from: nil, payload("yes")), cause: 9),
      step(1, "client", .printed(Data("answered\n".utf8))),
      .init(terminal: 1, step: 0, kind: .ended(.exited(1)), cause: nil),
      step(0, "server", .accepted(socket(0), new: nil), hasReturned: false),
      .init(terminal: 0, step: 1, kind: .interrupted, cause: nil),
    ])
  }

  private func page(
    _ order: CanonicalOrder?, in folder: TemporaryFolder, _ file: Site.File = .chapter(0)
  ) throws -> String {
    let run = try MadeUpRun(
      chapter, in: folder, outputs: [["waiting\ngot it\nmore\n"], ["asking\nanswered\n"]],
      statuses: [[.signaled(2)], [.exited(1)]])
    #expect(run.verdict.outcome == .passed)
    let traces = order.map { ["talk": TracedRun(order: $0)] } ?? [:]
    return Site(run.book, verdicts: [run.verdict], traces: traces, stamp: .madeUp)
      .text(of: file)
  }

  @Test func `terminals are aligned, and the calls drawn`() async throws {
    try await TemporaryFolder.with { folder in
      let page = try page(order, in: folder)
      try Golden.expect(page, equals: "order.html")
    }
  }

  @Test func `a line stands below what caused it`() async throws {
    try await TemporaryFolder.with { folder in
      let page = try page(order, in: folder)
      // An element has the row of its first line, and the others follow.
      var rows: [(line: Substring, row: Int)] = []
      let terminals = try #require(page.firstRange(of: "class=\"terminals timed\"")).upperBound
      for line in page[terminals...].split(separator: "\n") where !line.contains("figcaption") {
        let place = line.firstMatch(of: /--row:([0-9]+)/).flatMap { Int($0.1) }
        rows.append((line, place ?? (rows.last?.row ?? 0) + 1))
      }
      func row(_ words: String) throws -> Int {
        try #require(rows.first { $0.line.contains(words) }).row
      }
      // Captions have the first row.
      #expect(try row("server<") == 1)
      #expect(try row("waiting") == 2)
      #expect(try row("client<") == 3)
      #expect(try row("asking") == 4)
      #expect(try row("got it") == 5)
      #expect(try row("more") == 6)
      #expect(try row("answered") == 7)
      #expect(try row("[1]") == 8)
      #expect(try row("^C") == 9)
    }
  }

  @Test func `lines that the run doesn't have aren't aligned`() async throws {
    try await TemporaryFolder.with { folder in
      var order = order
      order.steps.remove(at: 11)
      let page = try page(order, in: folder)
      #expect(!page.contains("--row"))
      #expect(page.contains("answered"))
    }
  }

  @Test func `without an order there is no picture`() async throws {
    try await TemporaryFolder.with { folder in
      let page = try page(nil, in: folder)
      #expect(!page.contains("<svg"))
      #expect(page.contains("answered"))
    }
  }

  @Test func `what is too much for a picture isn't drawn`() async throws {
    try await TemporaryFolder.with { folder in
      var order = order
      for _ in 0..<60 { order.steps.append(step(0, "server", .closed(socket(0)))) }
      let page = try page(order, in: folder)
      #expect(!page.contains("<svg"))
    }
  }

  @Test func `a whole book has its chapters' parts once each`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try page(order, in: folder, .wholeBook)
      let names = book.matches(of: /\bid="([^"]*)"/).map { String($0.1) }
      #expect(Set(names).count == names.count)
      #expect(names.contains("01-test--calls-talk"))
      for match in book.matches(of: /href="#([^"]*)"/) {
        #expect(names.contains(String(match.1)), "\(match.1)")
      }
    }
  }
}
