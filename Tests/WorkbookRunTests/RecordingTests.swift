import FoundationEssentials
import LabProtocol
import Testing
import WorkbookModel
import WorkbookTestSupport

@testable import WorkbookRun

/// What is kept of a run, and what it may use.
@Suite struct RecordingTests {
  @Test func `frames of several networks are in the order of time`() throws {
    var recording = Recording(terminals: [])
    for (time, host) in [(2.0, 0), (4.0, 0), (1.0, 1), (3.0, 1)] {
      let frame = CapturedFrame(time: time, host: host, interface: "eth0", bytes: Data())
      #expect(try recording.note(.captured(frame)) == nil)
    }
    #expect(try recording.note(.finished(.complete, time: 5)) == nil)
    #expect(recording.frames.map(\.host) == [1, 0, 1, 0])
    #expect(recording.duration == 5)
  }

  @Test func `what happens is noted at its step`() throws {
    var recording = Recording(terminals: [
      .init(window: 0, steps: [.init(.command("one")), .init(.command("two")), .init(.interrupt)])
    ])
    for event in [
      LabEvent.taken(terminal: 0, step: 1, time: 1),
      .output(terminal: 0, step: 1, bytes: Data("u".utf8), time: 2),
      .output(terminal: 0, step: 1, bytes: Data("p\n".utf8), time: 3),
      .taken(terminal: 0, step: 2, time: 4),
      .output(terminal: 0, step: 2, bytes: Data("down\n".utf8), time: 5),
      .ended(terminal: 0, step: 2, status: .exited(3), time: 6),
    ] {
      #expect(try recording.note(event) != nil)
    }
    let steps = recording.terminals[0].steps
    #expect(steps[0] == Recording.Step(.command("one")))
    #expect(steps.map(\.lines) == [[], ["up"], ["down"]])
    #expect(steps.map(\.wasTaken) == [false, true, true])
    #expect(steps.map(\.status) == [nil, nil, .exited(3)])
    #expect(recording.events.map(\.time) == [1, 2, 3, 4, 5, 6])
    #expect(recording.events.map(\.step) == [1, 1, 1, 2, 2, 2])
  }

  @Test func `a step whose window had no port left is marked, and that is no event`() throws {
    var recording = Recording(terminals: [
      .init(window: 0, steps: [.init(.command("one")), .init(.command("two"))])
    ])
    #expect(try recording.note(.portsExhausted(terminal: 0, step: 1)) == nil)
    #expect(recording.terminals[0].steps.map(\.lackedPorts) == [false, true])
    #expect(recording.events.isEmpty)
  }

  /// What may take longer may also compute longer, unless the chapter says how long.
  @Test(arguments: [
    ("", 10.0, 10), ("timeout=20s", 20, 20), ("timeout=2.5s", 2.5, 3),
    ("timeout=20s cpu=3s", 20, 3), ("cpu=30s", 10, 30),
  ])
  func `a time limit is one of processors too`(
    attributes: String, seconds: Double, processorSeconds: UInt64
  ) async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book("```console a \(attributes)\n$ b\n```")
      let limits = Limits(for: book.examples[0])
      #expect(limits.seconds == seconds)
      #expect(limits[.processorTime] == processorSeconds)
    }
  }

  @Test func `each limit is the one that was asked for`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        "```console a cpu=1s memory=2M processes=5 file-size=3K open-files=9 output=4K\n$ b\n```")
      let limits = Limits(for: book.examples[0])
      #expect(Resource.allCases.map { limits[$0] } == [1, 2 << 20, 5, 3 << 10, 9, 4 << 10])
    }
  }

  @Test(arguments: [
    ("", 0, "0 bytes"), ("a", 1, "1 byte \"a\""), ("hello\n", 6, "6 bytes \"hello\""),
    (String(repeating: "a", count: 40), 40, "40 bytes \"\(String(repeating: "a", count: 40))\""),
    (String(repeating: "a", count: 41), 41, "41 bytes"),
    // The recording has only the beginning of these.
    ("abc", 4, "4 bytes"), ("\0", 1, "1 byte \"\\x00\""),
  ])
  func `few bytes are shown, and many are counted`(prefix: String, count: Int, words: String) {
    #expect(Payload(count: count, prefix: Data(prefix.utf8)).words == words)
  }

  @Test func `a mount that is refused is that of proc`() {
    func level(
      _ call: SystemCall, to purpose: LabFailure.Purpose, forRoot mayBeOther: Bool
    ) -> CapabilityLevel {
      CapabilityLevel(LabFailure(purpose: purpose, call: call, code: 1), forRoot: mayBeOther)
    }
    #expect(CapabilityLevel(nil, forRoot: true) == .full)
    #expect(level(.access, to: .findProgram("dash"), forRoot: true) == .full)
    #expect(level(.mount, to: .mountProc, forRoot: false) == .maskedProc)
    // A filter may refuse mounts alone.
    #expect(level(.mount, to: .keepMounts, forRoot: false) == CapabilityLevel.none)
    #expect(level(.unshare, to: .makeUserNamespace, forRoot: false) == CapabilityLevel.none)
    #expect(level(.unshare, to: .makeUserNamespace, forRoot: true) == .rootOnly)
  }
}
