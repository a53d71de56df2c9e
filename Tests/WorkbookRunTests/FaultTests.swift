import FoundationEssentials
import Glibc
import LabProtocol
import Subprocess
import SystemPackage
import Testing
import WorkbookRun
import WorkbookTestSupport

/// Programs that mean harm, or might as well: each ends in a clear outcome, and nothing is left.
@Suite struct FaultTests {
  @Test func `a program that never ends is told from one that waits`() async throws {
    var limits = Limits()
    limits.seconds = 0.5
    let busy = try await TestLab.run([["while :; do :; done"]], limits: limits)
    #expect(
      busy.outcome == .ran(.timeLimit([Activity(terminal: 0, program: "sh", state: .running)])))

    let waiting = try await TestLab.run([["mkfifo f; cat f"], ["echo done"]])
    let state = Activity.State.blocked(call: .open, timed: false)
    #expect(
      waiting.outcome
        == .ran(.waitsForEver([Activity(terminal: 0, program: "cat", state: state)])))
  }

  @Test func `what each program was doing is told`() async throws {
    let accept = "python3 -c 'import socket; socket.create_server((\"127.0.0.1\", 10000)).accept()'"
    let receive =
      "python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", 10000)).recv(1)'"
    let server =
      "python3 -c 'import socket, time\ns = socket.create_server((\"127.0.0.1\", 10000))\nwhile True: s.accept()'"
    let first = try await TestLab.run([[accept]])
    #expect(calls(in: first) == ["python3 accept"])
    // The connection is kept alive by the kernel's queue: the client waits for ever.
    let second = try await TestLab.run([[server + "^C"], [receive + "; sleep 0"]])
    #expect(second.terminals[0].steps[1].wasTaken)
    #expect(second.terminals[0].steps[1].status == .exited(130))
  }

  @Test func `a program that ignores Ctrl-C is ended`() async throws {
    let recording = try await TestLab.run([["trap '' INT TERM; mkfifo f; cat f^C"]])
    guard case .ran(.ignoresInterrupt(terminal: 0, let activities)) = recording.outcome else {
      Issue.record("\(recording.outcome)")
      return
    }
    #expect(activities.map(\.program) == ["cat"])
  }

  @Test func `a daemon is noticed and ended`() async throws {
    let name = "workbook-daemon-\(UUID().uuidString)"
    let recording = try await TestLab.run(
      [["cp /bin/sleep \(name); setsid ./\(name) 600 > /dev/null 2>&1 & echo started"]])
    let state = Activity.State.blocked(call: .sleep, timed: true)
    #expect(
      recording.outcome
        == .ran(.leftBehind([Activity(terminal: 0, program: name, state: state)])))
    #expect(recording.terminals[0].steps[0].lines == ["started"])
    #expect(try processes(named: name).isEmpty)
  }

  @Test func `a flood of output is cut off`() async throws {
    let recording = try await TestLab.run([["head -c 1G /dev/zero"]])
    #expect(recording.outcome == .ran(.outputLimit(terminal: 0)))
    #expect(recording.terminals[0].steps[0].output.count == Limits().output)
  }

  @Test func `forking without end is stopped`() async throws {
    let name = "workbook-forks-\(UUID().uuidString)"
    let script = "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass"
    let recording = try await TestLab.run(
      [["cp $(command -v python3) \(name); ./\(name) -c '\(script)'"]])
    #expect(recording.outcome == .ran(.processLimit(terminal: 0)))
    #expect(try processes(named: name).isEmpty)
  }

  @Test func `a program that closes its streams, or prints what is no text, is recorded as it is`()
    async throws
  {
    let bytes = "printf 'no newline\\0\\377\\033[2J'"
    let line = "head -c 1048500 /dev/zero | tr '\\0' x"
    let recording = try await TestLab.run([
      ["sh -c 'exec 1>&- 2>&-; echo lost; exit 7'"], [bytes, "echo next"], [line],
    ])
    #expect(recording.outcome == .ran(.complete))
    let outputs = recording.terminals.map { $0.steps.map(\.output) }
    #expect(outputs[0] == [Data()])
    #expect(recording.terminals[0].steps[0].status == .exited(7))
    #expect(
      outputs[1] == [
        Data("no newline\0".utf8) + [0xff] + Data("\u{1b}[2J".utf8), Data("next\n".utf8),
      ])
    #expect(outputs[2] == [Data(repeating: UInt8(ascii: "x"), count: 1_048_500)])
  }

  @Test func `a program that leaves its process group doesn't hear Ctrl-C, and is ended`()
    async throws
  {
    let name = "workbook-group-\(UUID().uuidString)"
    let script =
      "import os, signal\nif os.fork() == 0:\n  os.setpgid(0, 0)\n  signal.pause()\nos.wait()"
    let recording = try await TestLab.run(
      [["cp $(command -v python3) \(name); ./\(name) -c '\(script)' 2>/dev/null^C"]])
    guard case .ran(.leftBehind(let activities)) = recording.outcome else {
      Issue.record("\(recording.outcome)")
      return
    }
    #expect(activities.map(\.program) == [name])
    #expect(try processes(named: name).isEmpty)
  }

  @Test func `a program that stops itself is told from one that waits`() async throws {
    let recording = try await TestLab.run([["kill -STOP $$"]])
    #expect(
      recording.outcome
        == .ran(.waitsForEver([Activity(terminal: 0, program: "sh", state: .stopped)])))
  }

  @Test func `a program that becomes another one is still the terminal's`() async throws {
    let recording = try await TestLab.run([["mkfifo f; exec cat f^C"], ["echo here"]])
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps.map(\.status) == [nil, .signaled(SIGINT)])
  }

  @Test func `a program that deletes its folder harms nobody but itself`() async throws {
    let recording = try await TestLab.run([
      ["rm -rf ../test; ls", "ls notes.txt 2>&1; cd /tmp && echo still here > a && cat a"]
    ])
    #expect(recording.outcome == .ran(.complete))
    let lines = recording.terminals[0].steps.map(\.lines)
    #expect(lines[1].last == "still here")
    let next = try await TestLab.run([["cat notes.txt"]])
    #expect(next.terminals[0].steps[0].lines == ["noted"])
  }

  @Test func `shared memory is the lab's own, and has a limit`() async throws {
    var limits = TestLab.patientLimits
    limits.folderSize = 1 << 20
    let recording = try await TestLab.run(
      [["ls -A /dev/shm", "head -c 2M /dev/zero 2>&1 >/dev/shm/a", "stat -c %s /dev/shm/a"]],
      limits: limits)
    let steps = recording.terminals[0].steps
    #expect(steps[0].lines == [])
    #expect(steps[1].lines.count == 1)
    #expect(steps[1].lines.first?.hasSuffix("No space left on device") == true)
    #expect(steps[2].lines == ["1048576"])
  }

  @Test func `a program that fills its folder finds it full`() async throws {
    let recording = try await TestLab.run([
      [
        "for i in 1 2 3 4; do head -c 60M /dev/zero > $i || break; done 2>&1; ls | wc -l",
        "rm 1 2 3; python3 -c 'import os\nfor i in range(99999): os.mkdir(str(i))' 2>&1 | tail -1 | cut -c 1-34",
      ]
    ])
    let lines = recording.terminals[0].steps.map(\.lines)
    #expect(lines[0].contains { $0.contains("No space left on device") })
    #expect(lines[1] == ["OSError: [Errno 28] No space left "])
  }

  @Test func `the store and the tool's own files are nowhere to be seen`() async throws {
    let recording = try await TestLab.run([
      [
        "ls /programs; touch /programs/x 2>&1; ls \(Tool.store.path) \(Tool.lab.path) 2>&1 | grep -c 'No such'"
      ]
    ])
    #expect(
      recording.terminals[0].steps[0].lines == [
        "touch: cannot touch '/programs/x': Read-only file system", "2",
      ])
  }

  @Test func `memory, files and processor time have limits`() async throws {
    var limits = TestLab.patientLimits
    limits.processorSeconds = 1
    let recording = try await TestLab.run(
      [
        [
          "python3 -c 'x = bytearray(1 << 30)' 2>&1 | tail -1",
          "python3 -c 'import subprocess; print(subprocess.run([\"head\", \"-c\", \"100M\", \"/dev/zero\"], stdout=open(\"big\", \"w\")).returncode)'; ls -l big | cut -d' ' -f5",
          "python3 -c 'x = [open(\"/dev/null\") for i in range(999)]' 2>&1 | tail -1 | cut -c1-24",
          "grep -E 'Max (processes|core file size)' /proc/self/limits | tr -s ' '",
          "python3 -c 'while True: pass'",
        ]
      ], limits: limits)
    let commands = recording.terminals[0].steps
    #expect(commands[0].lines == ["MemoryError"])
    #expect(commands[1].lines == ["-\(SIGXFSZ)", "67108864"])
    #expect(commands[2].lines == ["OSError: [Errno 24] Too "])
    #expect(
      commands[3].lines == ["Max core file size 0 0 bytes ", "Max processes 64 64 processes "])
    #expect(
      commands[4].status?.shellStatus == 128 + SIGKILL
        || commands[4].status?.shellStatus == 128 + SIGXCPU)
  }

  @Test func `nothing outside the folder can be changed or seen`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("precious", to: "canary")
      let canary = folder.url.appending(path: "canary").path
      let recording = try await TestLab.run(
        [
          [
            "rm -rf /usr/bin/env ../../../etc ../../../programs \(canary) 2>/dev/null; ls -1 /usr/bin/env /etc/hosts",
            "cat \(canary) 2>&1",
            "echo x > /x; echo y > /usr/y; mkdir /z",
            "ls /run /var /root /opt /mnt /sys 2>&1 | grep -vc 'No such file'",
            "kill -9 1; cat /proc/1/environ /proc/1/maps",
            "unshare -r true || echo refused",
          ]
        ])
      let lines = recording.terminals[0].steps.map(\.lines)
      #expect(lines[0] == ["/etc/hosts", "/usr/bin/env"])
      #expect(lines[1].first?.hasSuffix("No such file or directory") == true)
      #expect(lines[2].count == 3 && lines[2].allSatisfy { $0.contains("Read-only file system") })
      #expect(lines[3] == ["0"])
      #expect(lines[4].contains { $0.contains("/proc/1/environ: Permission denied") })
      #expect(lines[5].last == "refused")
      #expect(recording.outcome == .ran(.complete))
      #expect(try folder.text(of: "canary") == "precious")
    }
  }

  @Test func `whoever runs the tool, programs are an ordinary user of the machine`() async throws {
    let recording = try await TestLab.run([["cat /proc/self/uid_map /proc/self/gid_map"]])
    let maps = recording.terminals[0].steps[0].lines.map { $0.split(separator: " ") }
    #expect(maps.map(\.first) == ["1000", "1000"])
    #expect(maps.allSatisfy { $0.count == 3 && $0[1] != "0" && $0[2] == "1" }, "\(maps)")
  }

  @Test func `the real network is out of reach`() async throws {
    let script = "import socket; socket.create_connection((\"192.0.2.1\", 80), 1)"
    let recording = try await TestLab.run([["python3 -c '\(script)' 2>&1 | tail -1"]])
    #expect(
      recording.terminals[0].steps[0].lines == ["OSError: [Errno 101] Network is unreachable"])
  }

  @Test func `a lab ends with the tool, in whatever state it is`() async throws {
    let name = "workbook-orphan-\(UUID().uuidString)"
    let request = TestLab.request(
      [["cp /bin/sleep \(name); echo ready; trap '' INT TERM HUP; setsid ./\(name) 600"]])
    let line = Array(try JSONEncoder().encode(request)) + [UInt8(ascii: "\n")]
    // What SIGKILL does to the tool, seen from the helper: the input ends in the middle of a run.
    let result = try await Subprocess.run(
      .path(FilePath(Tool.lab.path)), input: .inputWriter, output: .sequence, error: .discarded
    ) { execution in
      _ = try await execution.standardInputWriter.write(line)
      var seen = ""
      for try await buffer in execution.standardOutput {
        seen += buffer.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        // "ready" in Base64: the program is about to start.
        if seen.contains("cmVhZHkK") { break }
      }
      try await execution.standardInputWriter.finish()
      return seen
    }
    #expect(result.closureResult.contains("cmVhZHkK"))
    #expect(try processes(named: name).isEmpty)
  }

  // MARK: -

  private func calls(in recording: Recording) -> [String] {
    guard case .ran(.waitsForEver(let activities)) = recording.outcome else { return [] }
    return activities.map { activity in
      if case .blocked(let call, _) = activity.state { "\(activity.program) \(call)" } else { "" }
    }
  }

  /// The processes of this machine that were started by a name.
  private func processes(named name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { process in
      guard Int(process) != nil,
        let line = try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))
      else { return false }
      return line.split(separator: 0).first.map { String(decoding: $0, as: UTF8.self) }?
        .hasSuffix(name) == true
    }
  }
}
