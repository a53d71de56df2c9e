import FoundationEssentials
import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport
import WorkbookVerify

@testable import WorkbookSite

/// A page is current on every machine on which its book verifies.
@Suite struct OtherMachineTests {
  private let here = Stamp(
    tool: "1.0", compiler: "Swift version 6.3 (a)\nTarget: x86_64-linux-gnu\n")
  private let there = Stamp(
    tool: "1.0", compiler: "Swift version 7.0 (b)\nTarget: aarch64-linux-gnu\n")

  private func isSame(_ old: String, _ new: String, from: Stamp, on machine: Stamp) -> Bool {
    var comparison = MaskedComparison(
      with: Data((old + "<p>\(from.html.text)</p>\n").utf8), machine: machine.machine)
    comparison.compare(new + "<p>\(machine.html.text)</p>\n")
    return comparison.isSame
  }

  @Test func `the compiler and the processor may be others, the tool may not`() {
    #expect(isSame("a", "a", from: here, on: there))
    #expect(!isSame("a", "b", from: here, on: there))
    #expect(!isSame("a", "a", from: Stamp(tool: "2.0", compiler: here.compiler), on: here))
  }

  /// What another tool chain may say of words; see ``ListingWords``.
  @Test(arguments: [
    ("<b>let</b> <a class=v1 tabindex=0>a</a> = <i class=n>1</i>", "let a = <i>1</i>"),
    ("<head><style>\nmain{\n&:has(.a) #D1{display:block}\n}\n</style>\n</head>a", "<head></head>a"),
    ("<p id=D1><code>let a: Int</code>\n<p id=D2><code>b</code>\n</main>c", "</main>c"),
    (
      "<p id=D1><code>let a: Int</code>\n</main>c",
      "<p id=D1><code>let a: Swift.Int</code>\n</main>c"
    ),
  ])
  func `colours and declarations are compared with those of the same tool chain only`(
    old: String, new: String
  ) {
    #expect(isSame(old, new, from: here, on: there))
    #expect(isSame(new, old, from: here, on: there))
    #expect(!isSame(old, new, from: here, on: here))
  }

  @Test(arguments: [
    ("<a href=\"a.html\">a</a>", "<a href=\"b.html\">a</a>"), ("<b>a</b>", "<b>b</b>"),
    ("<a class=\"anchor\" href=\"#a\">a</a>", "a"), ("<p id=D1>a</main>b", "<p id=D1>a</main>c"),
    ("<i class=\"x\">a</i>", "a"), ("a <", "a "), ("<style>a</style>", ""),
  ])
  func `everything else is compared`(old: String, new: String) {
    #expect(!isSame(old, new, from: here, on: there))
  }

  @Test func `the place of a difference is the file's`() {
    let old = "<style>\nmain{\n}\n</style>\na\n"
    var comparison = MaskedComparison(
      with: Data((old + "\(here.html.text)\n").utf8), machine: there.machine)
    comparison.compare("b\n\(there.html.text)\n")
    #expect(comparison.difference?.line == 5)
  }

  // MARK: What runs showed

  private func page(
    _ chapter: String, _ outputs: [[String]], _ statuses: [[LabProtocol.ExitStatus?]],
    steps: [CanonicalOrder.Step] = []
  ) async throws -> String {
    try await TemporaryFolder.with { folder in
      let run = try MadeUpRun(chapter, in: folder, outputs: outputs, statuses: statuses)
      #expect(run.verdict.passed, "\(run.verdict.differences)")
      let traces = steps.isEmpty ? [:] : ["a": TracedRun(order: CanonicalOrder(steps: steps))]
      return Site(run.book, verdicts: [run.verdict], traces: traces, stamp: here)
        .text(of: .chapter(0))
    }
  }

  private func isSamePage(_ old: String, _ new: String) -> Bool {
    var comparison = MaskedComparison(with: Data(old.utf8), machine: here.machine)
    comparison.compare(new)
    return comparison.isSame
  }

  @Test func `any number of lines may stand for three dots, beside another terminal, too`()
    async throws
  {
    let chapter = """
      ```console a
      $ b
      one
      ...
      two
      [3]
      ```

      ```console a
      $ c
      three
      ```
      """
    func page(_ lines: String) async throws -> String {
      let steps: [CanonicalOrder.Step] = [
        .init(terminal: 0, step: 0, kind: .typed),
        .init(terminal: 0, step: 0, kind: .called(printed("one\n\(lines)two\n"))),
        .init(terminal: 0, step: 0, kind: .ended(.exited(3))),
        .init(terminal: 1, step: 0, kind: .typed),
        .init(terminal: 1, step: 0, kind: .called(printed("three\n"))),
      ]
      return try await self.page(
        chapter, [["one\n\(lines)two\n"], ["three\n"]], [[.exited(3)], [.exited(0)]],
        steps: steps)
    }
    let pages = [try await page(""), try await page("x\n"), try await page("x\ny\nz\n")]
    #expect(pages[0].contains("terminals timed"))
    for old in pages {
      for new in pages { #expect(isSamePage(old, new)) }
    }
  }

  private func printed(_ text: String) -> CanonicalOrder.Call {
    .init(process: 0, program: "p", action: .printed(Data(text.utf8)))
  }

  @Test func `pictures show other bytes where the terminals show others`() async throws {
    let chapter = """
      ```console a pictures=packets
      $ b
      got it at [..]
      ```

      ```console a
      $ c
      ```
      """
    func page(_ time: String) async throws -> String {
      try await TemporaryFolder.with { folder in
        let run = try MadeUpRun(
          chapter, in: folder, outputs: [["got it at \(time)\n"], [""]],
          statuses: [[.exited(0)], [.exited(0)]])
        let payload = Payload(count: 5, prefix: Data(time.utf8))
        let socket = TracedSocket(id: 1, kind: .tcp)
        let steps: [CanonicalOrder.Step] = [
          .init(
            terminal: 1, step: 0,
            kind: .called(
              .init(process: 0, program: "c", action: .sent(socket, to: nil, payload)))),
          .init(
            terminal: 0, step: 0,
            kind: .called(
              .init(process: 0, program: "b", action: .received(socket, from: nil, payload))),
            cause: 0),
        ]
        let packet = Packet(
          host: 0, interface: "lo", source: "127.0.0.1:1", destination: "127.0.0.1:2",
          content: .udp(payload))
        let trace = TracedRun(order: CanonicalOrder(steps: steps), packets: [packet])
        return Site(run.book, verdicts: [run.verdict], traces: ["a": trace], stamp: here)
          .text(of: .chapter(0))
      }
    }
    let (morning, evening) = (try await page("08:15"), try await page("20:15"))
    #expect(morning.contains("UDP 5 bytes &quot;08:15"))
    #expect(isSamePage(morning, evening))
  }

  @Test func `lines in any order are shown in the chapter's`() async throws {
    let chapter = "```console a unordered\n$ b\none\n[A] two\n...\n```"
    let pages = [
      try await page(chapter, [["one\n1 two\nx\ny\n"]], [[.exited(0)]]),
      try await page(chapter, [["z\n2 two\none\n"]], [[.exited(0)]]),
      try await page(chapter, [["2 two\none\n"]], [[.exited(0)]]),
    ]
    for old in pages {
      for new in pages { #expect(isSamePage(old, new)) }
    }
  }

  @Test func `blanks at the end of a line of columns may be there or not`() async throws {
    let chapter = "```console a columns\n$ b\none [..]\ntwo\n```"
    let pages = [
      try await page(chapter, [["one x\ntwo\n"]], [[.exited(0)]]),
      try await page(chapter, [["one   y  \ntwo \n"]], [[.exited(0)]]),
    ]
    #expect(isSamePage(pages[0], pages[1]))
    #expect(isSamePage(pages[1], pages[0]))
  }

  @Test func `a program that stops itself has the chapter's status`() async throws {
    for status in [132, 133] as [Int32] {
      for real in [132, 133] as [Int32] {
        let page = try await page(
          "```console a\n$ b\n[\(status)]\n```", [[""]], [[.exited(real)]])
        #expect(
          page.contains(
            "title=\"exit status; a program that stops itself has 132 on x86-64, and 133 on arm64\">[\(status)]<"
          ))
      }
    }
  }
}
