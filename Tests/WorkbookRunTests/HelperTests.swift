import FoundationEssentials
import Glibc
import LabProtocol
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport

/// Helpers that aren't what they should be.
@Suite struct HelperTests {
  /// More than the kernel keeps of what nobody has read.
  private static let largeListing = String(repeating: "// a line\n", count: 100_000)

  @Test(arguments: [
    "exit 7", "kill -KILL $$", "head -c 1 >/dev/null; exit 7", "exec >&-; cat >/dev/null",
  ])
  func `a helper that dies is told, and ends nobody else`(script: String) async throws {
    let error = await #expect(throws: RunError.self) { try await run(helper: script) }
    guard case .helperDied = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `what a helper says must be an event`() async throws {
    await #expect(throws: RunError.garbledEvent("hello")) {
      try await run(helper: "echo hello; cat >/dev/null")
    }
  }

  @Test(arguments: [
    #"{"taken":{"terminal":1,"step":0,"time":1}}"#,
    #"{"output":{"terminal":0,"step":1,"bytes":"YQ==","time":1}}"#,
    #"{"portsExhausted":{"terminal":-1,"step":0}}"#,
    #"{"ended":{"terminal":0,"step":-1,"status":{"exited":{"_0":0}},"time":1}}"#,
    #"{"finished":{"_0":{"outputLimit":{"terminal":1}},"time":1}}"#,
    #"{"finished":{"_0":{"leftBehind":{"_0":[{"terminal":7,"program":"a","state":{"running":{}}}]}},"time":1}}"#,
    #"{"traced":{"_0":{"terminal":0,"step":1,"process":0,"isShell":false,"program":"a","began":1,"action":{"exited":{}},"addresses":[]}}}"#,
    #"{"traced":{"_0":{"terminal":0,"step":0,"process":0,"isShell":false,"program":"a","began":1,"action":{"sent":{"_0":{"id":1,"kind":"tcp"},"_2":{"count":-1,"prefix":""}}},"addresses":[]}}}"#,
  ])
  func `what a helper says must be about the run`(event: String) async throws {
    let error = await #expect(throws: RunError.self) {
      try await run(helper: "echo '\(event)'; cat >/dev/null")
    }
    // It isn't one that can't be read at all.
    guard case .garbledEvent(let words) = error, !words.hasPrefix("{") else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a helper that can't be started is told`() async throws {
    let error = await #expect(throws: RunError.self) {
      try await run(helper: "", permissions: 0o600)
    }
    let message = try #require(error).description
    #expect(message.contains("/helper, which runs examples, can't be used: "), "\(message)")
  }

  @Test func `a helper that isn't there is told`() async throws {
    try await TemporaryFolder.with { folder in
      _ = #expect(
        throws: RunError.noHelper(
          searched: ["bin/workbook-lab", "libexec/workbook-lab"].map {
            folder.url.appending(path: $0).path
          })
      ) {
        try LabHelper.belonging(toExecutable: folder.url.appending(path: "bin/workbook"))
      }
    }
  }

  /// Runs an example with a shell script in the helper's place.
  private func run(helper script: String, permissions: mode_t = 0o700) async throws -> Recording {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        "```swift large.swift\n\(Self.largeListing)```\n\n```console helped\n$ true\n```")
      try folder.write("#!/bin/sh\n\(script)\n", to: "helper")
      let helper = folder.url.appending(path: "helper")
      #expect(chmod(helper.path, permissions) == 0)
      let lab = Lab(helper: LabHelper(executable: helper), configuration: book.configuration)
      let chapter = book.chapters[0]
      return try await lab.run(
        lab.request(for: chapter.examples[0], of: chapter, programs: [:]))
    }
  }
}
