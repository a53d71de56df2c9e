import FoundationEssentials
import Testing
import WorkbookTestSupport

/// `script/bootstrap` on machines that lack something.
@Suite struct BootstrapTests {
  private static let script = Checkout.root.appending(path: "script/bootstrap").path

  private func run(
    _ word: String, in folder: TemporaryFolder, path: String
  ) async throws -> Tool.Outcome {
    try await Tool.run(
      URL(filePath: "/usr/bin/env"), ["PATH=\(path)", "/bin/sh", Self.script, word], in: folder.url)
  }

  @Test(arguments: ["tool", "tests", "examples", "spelling", "linting"])
  func `elsewhere than on Linux no package is asked for`(word: String) async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("#!/bin/sh\necho Darwin\n", to: "uname")
      let name = folder.url.appending(path: "uname").path
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: name)
      let outcome = try await run(word, in: folder, path: folder.url.path)
      #expect(outcome.status == 1)
      #expect(
        outcome.errors == """
          bootstrap: workbook runs examples in namespaces of Linux, which Darwin has none of; work in a container \
          or a virtual machine with Debian, Ubuntu or Fedora

          """)
    }
  }

  @Test func `without any program a tool chain is what is missing`() async throws {
    try await TemporaryFolder.with { folder in
      let outcome = try await run("tool", in: folder, path: "/nonexistent")
      #expect(outcome.status == 1)
      #expect(outcome.errors.hasSuffix("install Swift 6.2 or later: https://swift.org/install\n"))
    }
  }
}
