import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import Testing
import WorkbookTestSupport

extension PreviewTests {
  /// Serves a book with one chapter, and ends the server as an author does.
  ///
  /// - Parameters:
  ///   - chapter: The chapter's text.
  ///   - tools: Where the compiler is looked for first.
  ///   - body: What the author does.
  /// - Throws: What the body throws.
  func serving(
    _ chapter: String, tools: URL? = nil,
    _ body: @Sendable (TemporaryFolder, Browser) async throws -> Void
  ) async throws {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A book\" }", to: "chapters/workbook.json")
      try folder.write(chapter, to: "chapters/01-a.md")
      try await Slots.programs.take {
        let result = try await Subprocess.run(
          .path(FilePath(Tool.workbook.path)),
          arguments: ["serve", "--port", "0", "--store", Tool.store.path],
          environment: tools.map { .inherit.updating(["PATH": "\($0.path):\(path)"]) } ?? .inherit,
          workingDirectory: FilePath(folder.url.path), input: .none, output: .sequence,
          error: .discarded
        ) { execution in
          var seen: [UInt8] = []
          var isServed = false
          // Read to its end, as the server goes on saying what it does.
          for try await buffer in execution.standardOutput where !isServed {
            buffer.withUnsafeBytes { seen += $0 }
            let text = String(decoding: seen, as: UTF8.self)
            guard let match = text.firstMatch(of: /http:\/\/localhost:([0-9]+)\/\n/) else {
              continue
            }
            isServed = true
            defer { #expect(kill(execution.processIdentifier.value, SIGINT) == 0) }
            try await body(folder, Browser(port: try #require(UInt16(match.1))))
          }
        }
        #expect(result.terminationStatus == .exited(0))
      }
    }
  }
}
