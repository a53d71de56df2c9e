import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import Testing
import WorkbookModel
import WorkbookSupport
import WorkbookTestSupport

/// The other commands, called as a user calls them.
@Suite struct CommandTests {
  @Test func `list and show tell what there is, and run nothing`() async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder)
      let list = try await Tool.workbook(["list"], in: folder.url)
      #expect(list.status == 0)
      #expect(
        list.output == """
          01-echo  Echo
            programs  echo-server, echo-client
            example   tcp-echo: `echo-server`, `echo-client`

          """)
      let show = try await Tool.workbook(["show", "tcp-echo"], in: folder.url)
      #expect(show.status == 0)
      #expect(
        show.output == """
          tcp-echo  Echo
          chapters/01-echo.md:3:1  echo-server.swift
          chapters/01-echo.md:18:1  echo-client.swift

          chapters/01-echo.md:28:1  terminal 1, client ports 50000-50099, exact
          $ echo-server
          listening on 127.0.0.1:10000
          connection from 127.0.0.1:49964
          ^C

          chapters/01-echo.md:35:1  terminal 2, client port 49964, exact
          $ echo-client
          received This is our mess

          """)
    }
  }

  @Test func `run shows the terminals of an example`() async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder)
      let outcome = try await Tool.workbook(["run", "tcp-echo"], in: folder.url)
      #expect(outcome.status == 0)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(
        lines.filter { $0.hasPrefix("1 ") } == [
          "1 echo-server │ $ echo-server", "1 echo-server │ listening on 127.0.0.1:10000",
          "1 echo-server │ connection from 127.0.0.1:49964", "1 echo-server │ ^C",
        ])
      #expect(
        lines.filter { $0.hasPrefix("2 ") } == [
          "2 echo-client │ $ echo-client", "2 echo-client │ received This is our mess",
        ])
    }
  }

  @Test func `run turns into one program, with its words and its status`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      try folder.write(
        """
        # A

        ```swift words.swift
        import Glibc
        print(CommandLine.arguments.dropFirst().joined(separator: "+"))
        exit(7)
        ```

        ```console a-b
        $ words one
        one
        [7]
        ```

        """, to: "chapters/01-a.md")
      let outcome = try await Tool.workbook(["run", "a-b/words", "one", "--two"], in: folder.url)
      #expect(outcome.output == "one+--two\n")
      #expect(outcome.status == 7)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
  func `a program that run has turned into is ended by signals`(signal: CInt) async throws {
    try await TemporaryFolder.with { folder in
      _ = try folder.book(
        """
        ```swift waiting.swift
        import Glibc
        _ = write(1, "up\\n", 3)
        while true { pause() }
        ```

        ```console talk
        $ waiting
        up
        ^C
        ```
        """)
      let result = try await Subprocess.run(
        .path(FilePath(Tool.workbook.path)),
        arguments: ["run", "--store", Tool.store.path, "talk/waiting"],
        workingDirectory: FilePath(folder.url.path), input: .none, output: .sequence,
        error: .discarded
      ) { execution in
        let process = execution.processIdentifier.value
        var seen: [UInt8] = []
        for try await buffer in execution.standardOutput {
          buffer.withUnsafeBytes { seen += $0 }
          if seen.elementsEqual("up\n".utf8) { break }
        }
        let status = try String(
          decoding: Data(contentsOf: URL(filePath: "/proc/\(process)/status")), as: UTF8.self)
        let blocksNone = status.contains("SigBlk:\t0000000000000000\n")
        #expect(blocksNone, "\(status)")
        #expect(kill(process, blocksNone ? signal : SIGKILL) == 0)
      }
      #expect(result.terminationStatus == .signaled(signal))
    }
  }

  @Test func `pages show the run that nobody looked into`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      // A traced program is told who traces it (proc(5)).
      try folder.write(
        "# A\n\n```console a\n$ grep -o 'TracerPid.*' /proc/self/status\nTracerPid:[..]\n```\n",
        to: "chapters/01-a.md")
      #expect(try await Tool.workbook(["build"], in: folder.url).status == 0)
      let page = try folder.text(of: "site/01-a.html")
      #expect(page.contains("TracerPid:<span class=\"varies\" title=\"varies\">\t0</span>"))
    }
  }

  @Test func `build makes the pages of a book that verifies, and check tells whether they are`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder)
      #expect(try await Tool.workbook(["build", "--check"], in: folder.url).status == 1)
      #expect(try await Tool.workbook(["build"], in: folder.url).status == 0)
      let page = try folder.text(of: "site/01-echo.html")
      #expect(page.contains("received This is our mess"))
      // Calls, with the lines of the listings that made them.
      #expect(page.contains("bind 127.0.0.1:10000 <tspan>4</tspan>"))
      #expect(page.contains("<tspan>4</tspan> connect 127.0.0.1:10000"))
      let check = try await Tool.workbook(["build", "--check"], in: folder.url)
      #expect(check.status == 0)
      #expect(check.output == "site/ is current\n")

      try folder.write(
        page.replacing("bind 127.0.0.1:10000", with: "bind 127.0.0.1:20000\u{1B}"),
        to: "site/01-echo.html")
      let changed = try await Tool.workbook(["build", "--check"], in: folder.url)
      #expect(changed.status == 1)
      let match = try #require(
        changed.output.wholeMatch(
          of:
            /site\/01-echo.html isn't current\nsite\/01-echo.html:([0-9]+): from here:\n-(.*)\n\+(.*)\n/
        ),
        "\(changed.output)")
      let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
      let line = lines[(Int(match.1) ?? 0) - 1]
      #expect(line.contains("bind 127.0.0.1:10000"))
      #expect(match.3.hasPrefix("10000") && match.2.hasPrefix("20000\\x1B"))
      #expect(changed.errors.contains("the report of the run is in "))
      try folder.write(page, to: "site/01-echo.html")

      try EchoBook.write(to: folder, replacing: "\nreceived This", with: "\nreceived That")
      let broken = try await Tool.workbook(["build"], in: folder.url)
      #expect(broken.status == 1)
      #expect(broken.errors.contains("the pages are left as they are"))
      #expect(try folder.text(of: "site/01-echo.html") == page)
    }
  }

  @Test(arguments: [
    [], ["verify"], ["build"], ["serve"], ["run"], ["trace"], ["list"], ["show"], ["doctor"],
  ])
  func `help is for people`(command: [String]) async throws {
    try await TemporaryFolder.with { folder in
      let outcome = try await Tool.run(Tool.workbook, command + ["--help"], in: folder.url)
      #expect(outcome.status == 0)
      try Golden.expect(
        outcome.output, equals: (["workbook"] + command).joined(separator: "-") + ".txt")
    }
  }

  @Test func `a report holds the transcripts`() async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder)
      let outcome = try await Tool.workbook(
        ["verify", "--report", "json=report.json"], in: folder.url)
      #expect(outcome.status == 0)
      let report = try Transcripts(of: folder.text(of: "report.json"))
      #expect(
        report.lines == [
          ["listening on 127.0.0.1:10000", "connection from 127.0.0.1:49964"],
          // Behind Ctrl-C.
          [], ["received This is our mess"],
        ])
    }
  }

  @Test func `what is run in another order is told in that of the book`() async throws {
    try await TemporaryFolder.with { folder in
      // Long enough to be remembered, and to be begun first the next time.
      let names = (1...12).map { "a-\($0)" }
      let blocks = names.map {
        "```console \($0)\n$ \($0 == "a-12" ? "sleep 0.2; " : "")echo \($0)\n\($0)\n```\n"
      }
      _ = try folder.book(blocks.joined(separator: "\n"))
      for _ in 1...2 {
        let outcome = try await Tool.run(
          Tool.workbook, ["verify", "--store", "store", "--report", "json=report.json"],
          in: folder.url)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let report = try Transcripts(of: folder.text(of: "report.json"))
        #expect(report.lines == names.map { [$0] })
      }
    }
  }

  @Test func `a hundred runs, four at a time, print the same`() async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder)
      let all = try await Array(0..<100).concurrentMap(limit: 4) { index in
        let outcome = try await Tool.workbook(
          ["verify", "--report", "json=report-\(index).json"], in: folder.url)
        #expect(outcome.status == 0, "\(outcome.output)")
        return try Transcripts(of: folder.text(of: "report-\(index).json")).lines
      }
      #expect(Set(all).count == 1)
    }
  }

  @Test func `a tool that was started in the background can press Ctrl-C too`() async throws {
    try await TemporaryFolder.with { folder in
      try EchoBook.write(to: folder)
      // Shells let background commands ignore the signal, and whoever those start inherits that.
      let command =
        "trap '' INT QUIT; exec \(Tool.workbook.path) verify --store \(Tool.store.path)"
      let outcome = try await Tool.run(
        URL(filePath: "/bin/sh"), ["-c", command], in: folder.url)
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }
  }

  @Test func `killing the tool leaves no process`() async throws {
    try await TemporaryFolder.with { folder in
      // Its name is its own, so that it can be found among all processes of the machine.
      let name = "orphan-\(UUID().uuidString.lowercased())"
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      try folder.write(
        "# A\n\n```console a-b timeout=600s\n$ cp /bin/sleep \(name); trap '' INT TERM; echo up; ./\(name) 300\n^C\n```\n",
        to: "chapters/01-a.md")
      let result = try await Subprocess.run(
        .path(FilePath(Tool.workbook.path)),
        arguments: Arguments(["run", "--store", Tool.store.path, "a-b"]),
        workingDirectory: FilePath(folder.url.path), input: .none, output: .sequence,
        error: .discarded
      ) { execution in
        var seen: [UInt8] = []
        for try await buffer in execution.standardOutput {
          buffer.withUnsafeBytes { seen += $0 }
          if String(decoding: seen, as: UTF8.self).contains("│ up") { break }
        }
        #expect(kill(execution.processIdentifier.value, SIGKILL) == 0)
      }
      #expect(result.terminationStatus == .signaled(SIGKILL))
      // The helper hears of it at once; its end, and the kernel's, are soon.
      let deadline = ContinuousClock.now + .seconds(5)
      while try isRunning(name), .now < deadline { await Task.yield() }
      #expect(try !isRunning(name))
    }
  }

  private func isRunning(_ name: String) throws -> Bool {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").contains { process in
      let line = try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))
      return line.map { String(decoding: $0, as: UTF8.self).contains("./\(name)\0") } ?? false
    }
  }
}
