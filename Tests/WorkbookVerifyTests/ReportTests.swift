import FoundationEssentials
import LabProtocol
import Testing
import WorkbookModel
import WorkbookTestSupport

@testable import WorkbookRun
@testable import WorkbookVerify

@Suite struct ReportTests {
  @Test func `everything that is known is in the report`() async throws {
    try await TemporaryFolder.with { folder in
      var run = try MadeUpRun(
        "```console tcp-echo ports=49964-49966\n$ echo-client\ntook [..] ms\n...\n[3]\n```",
        in: folder,
        outputs: [["took 3 ms\na\nb\n"]], statuses: [[.exited(3)]])
      run.recording.events = [
        .init(terminal: 0, step: 0, time: 1.5, kind: .taken(.command("echo-client"))),
        .init(terminal: 0, step: 0, time: 2, kind: .output(Data("took".utf8))),
        .init(terminal: 0, step: 0, time: 3, kind: .ended(.exited(3))),
      ]
      let report = Report(
        tool: "1.2.3", book: "Test", swift: "Swift", capabilities: ["lab": true],
        malformed: ["chapters/02-more.md"], verdicts: [run.verdict],
        diagnostics: [
          Diagnostic(.compiler, .warning, at: SourceLocation(file: "a", line: 1), "words")
        ])
      let text = String(decoding: try ReportFormat.json.data(of: report), as: UTF8.self)
      try Golden.expect(text, equals: "report.json")
      let decoded = try JSONDecoder().decode(Report.self, from: Data(text.utf8))
      #expect(decoded.summary.passed == 1)
    }
  }
}
