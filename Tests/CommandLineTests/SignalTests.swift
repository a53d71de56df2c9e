import Dispatch
import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import Testing
import WorkbookTestSupport

/// What signals do to the tool, and to a program that it has turned into.
@Suite struct SignalTests {
  private static let ctrlC = "\u{3}"
  private static let ctrlZ = "\u{1A}"
  private static let ctrlBackslash = "\u{1C}"

  /// Uses a terminal on a thread of its own, as waiting for it blocks.
  private func inTerminal(
    _ folder: TemporaryFolder, _ script: String,
    _ body: @escaping @Sendable (PseudoTerminal) throws -> Void
  ) async throws {
    let url = folder.url
    try await Slots.programs.take {
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
        DispatchQueue.global().async {
          done.resume(
            with: Result { try body(PseudoTerminal(running: script, in: url)) })
        }
      }
    }
  }

  private static func tool(_ words: String) -> String {
    var words = words.split(separator: " ", maxSplits: 1).map(String.init)
    words.insert("--store '\(Tool.store.path)'", at: 1)
    return "'\(Tool.workbook.path)' \(words.joined(separator: " "))"
  }

  private static let waiting = """
    ```swift waiting.swift
    import Glibc
    signal(SIGCONT) { _ in _ = write(1, "on again\\n", 9) }
    print("up")
    while true { pause() }
    ```

    ```console talk
    $ waiting
    up
    ^C
    ```
    """

  @Test(arguments: ["", "trap '' INT QUIT TSTP TERM; "])
  func `a program that run has turned into stops and ends by its terminal's keys`(
    before: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book(Self.waiting)
      // A shell that ends by Ctrl-C itself couldn't tell how the program ended.
      let run = "trap : INT QUIT; \(before)\(Self.tool("run talk/waiting"))"
      try await inTerminal(folder, "\(run); echo stopped $?; fg; echo ended $?") { terminal in
        try terminal.wait(for: "up\r\n")
        terminal.type(Self.ctrlZ)
        try terminal.wait(for: "stopped 148")
        try terminal.wait(for: "on again")
        terminal.type(Self.ctrlC)
        try terminal.wait(for: "ended 130")
      }
      try await inTerminal(folder, "\(run); echo ended $?") { terminal in
        try terminal.wait(for: "up\r\n")
        terminal.type(Self.ctrlBackslash)
        try terminal.wait(for: "ended 131")
      }
    }
  }

  /// What a shell says before it starts the tool, and what it would have to say for another program.
  @Test(arguments: [("", ""), ("trap '' INT PIPE USR1; ", ""), ("trap '' HUP; ", "trap '' HUP; ")])
  func `such a program gets what a shell would give it`(
    before: String, beforePlain: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book(
        """
        ```swift look.swift
        import Glibc
        let words: [UnsafeMutablePointer<CChar>?] = [
          strdup("sh"), strdup("-c"),
          strdup("cat; . ./look.sh; exit 7"), nil,
        ]
        execv("/bin/sh", words)
        ```

        ```console talk
        $ look
        ...
        [7]
        ```
        """)
      // Of the signals, the seven digits of those that there are everywhere.
      try folder.write(
        """
        sed -n 's/^\\(Sig[BI][a-z]*\\):.*\\(.......\\)$/\\1 \\2/p' /proc/self/status
        echo /proc/self/fd/*

        """, to: "look.sh")
      let look = "echo typed | \(Self.tool("run talk/look")) 9</dev/null; echo $?"
      let outcome = try await Tool.run(
        URL(filePath: "/bin/sh"), ["-c", before + look], in: folder.url)
      let plain = try await Tool.run(
        URL(filePath: "/bin/sh"), ["-c", "\(beforePlain)sh -c '. ./look.sh' 9</dev/null"],
        in: folder.url)
      #expect(outcome.output == "typed\n\(plain.output)7\n", "\(outcome.errors)")
    }
  }

  /// What a shell says before it starts the tool, a signal, and the one by which the tool ends, if need be sent
  /// afterwards.
  private static let endings: [(before: String, signal: CInt, end: CInt)] = [
    ("", SIGINT, SIGINT), ("", SIGTERM, SIGTERM), ("", SIGHUP, SIGHUP),
    ("trap '' INT TERM; ", SIGINT, SIGINT), ("trap '' INT TERM; ", SIGTERM, SIGTERM),
    // As nohup does.
    ("trap '' HUP; ", SIGHUP, SIGTERM),
  ]

  @Test(arguments: endings)
  func `an example that runs ends with the tool`(
    before: String, signal: CInt, end: CInt
  ) async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book("```console talk timeout=600s\n$ echo up; sleep 500\n^C\n```")
      let result = try await ended(
        "\(before)exec \(Self.tool("run talk"))", in: folder, at: "│ up", by: signal, end)
      #expect(result.status == .signaled(end))
      #expect(result.errors.contains("interrupted"))
    }
  }

  @Test(arguments: endings)
  func `a preview ends well`(
    before: String, signal: CInt, end: CInt
  ) async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book("Words.")
      let result = try await ended(
        "\(before)exec \(Self.tool("serve --port 0"))", in: folder, at: "http://", by: signal, end)
      #expect(result.status == .exited(0))
      #expect(!result.errors.contains("interrupted"))
    }
  }

  /// Runs a command, signals it when it has said something, and waits for its end; what is to end by another signal
  /// gets that one, too.
  private func ended(
    _ command: String, in folder: TemporaryFolder, at text: String, by signal: CInt,
    _ end: CInt
  ) async throws -> (status: TerminationStatus, errors: String) {
    let result = try await Slots.programs.take {
      try await Subprocess.run(
        .path("/bin/sh"), arguments: ["-c", "exec 2>errors; \(command)"],
        workingDirectory: FilePath(folder.url.path), input: .none, output: .sequence,
        error: .discarded
      ) { execution in
        var seen: [UInt8] = []
        var isSignalled = false
        for try await buffer in execution.standardOutput {
          buffer.withUnsafeBytes { seen += $0 }
          guard !isSignalled, String(decoding: seen, as: UTF8.self).contains(text) else { continue }
          isSignalled = true
          let process = execution.processIdentifier.value
          #expect(kill(process, signal) == 0)
          if signal != end { #expect(kill(process, end) == 0) }
        }
      }
    }
    return (result.terminationStatus, try folder.text(of: "errors"))
  }

  @Test func `a compiler ends with the tool`() async throws {
    try await TemporaryFolder.with { tools in
      try await TemporaryFolder.with { folder in
        // Nothing like it is in the store.
        _ = try folder.book("```swift a.swift\nprint(\(Int.random(in: 0 ... .max)))\n```")
        let pipe = folder.url.appending(path: "compiler").path
        #expect(mkfifo(pipe, 0o600) == 0)
        try await WaitingCompiler.make(in: tools, "echo \\$\\$ >'\(pipe)'; exec sleep 1000")
        let script = """
          PATH='\(tools.url.path)':$PATH \(Self.tool("verify")) & tool=$!
          read -r compiler <compiler
          kill -TERM $tool
          wait $tool
          echo "ended $?"
          kill -0 "$compiler" || echo gone
          """
        let outcome = try await Tool.run(
          URL(filePath: "/bin/sh"), ["-c", script], in: folder.url)
        #expect(outcome.output == "ended 143\ngone\n", "\(outcome.errors)")
      }
    }
  }
}
