import FoundationEssentials
import Testing
import WorkbookSupport

@Suite struct ChildProcessTests {
  private static let shell = URL(filePath: "/bin/sh")

  @Test(
    arguments: [
      ("exit 3", .exited(3), ""), ("kill -9 $$", .signaled(9), ""),
      ("echo one; echo two >&2", .exited(0), "one\ntwo\n"), ("pwd", .exited(0), "/usr\n"),
      ("read line || echo nothing", .exited(0), "nothing\n"),
    ] as [(String, ChildProcess.Termination, String)])
  func `a program's end and its output are known`(
    script: String, ending: ChildProcess.Termination, output: String
  ) async throws {
    let result = try await ChildProcess.run(
      Self.shell, ["-c", script], in: URL(filePath: "/usr"), outputLimit: 100)
    #expect(result.termination == ending)
    #expect(result.output == output)
  }

  @Test func `a program that can't be started, or prints too much, is told`() async {
    await #expect(throws: ChildProcess.Failure.self) {
      try await ChildProcess.run(URL(filePath: "/nowhere/program"), [], outputLimit: 100)
    }
    await #expect(throws: ChildProcess.Failure.self) {
      try await ChildProcess.run(Self.shell, ["-c", "echo 12345"], outputLimit: 5)
    }
  }

  @Test func `a conversation goes to and fro until the program's end`() async throws {
    let (answer, termination) = try await ChildProcess.converse(
      with: URL(filePath: "/bin/cat"), errors: .discarded
    ) { conversation in
      #expect(conversation.send(Array("words".utf8)))
      var answer: [UInt8] = []
      while answer.count < 5, let bytes = try await conversation.receive() { answer += bytes }
      return answer
    }
    #expect(answer == Array("words".utf8))
    #expect(termination == .exited(0))
  }

  @Test func `what is said to a dead program isn't taken`() async throws {
    let (isTaken, termination) = try await ChildProcess.converse(
      with: URL(filePath: "/bin/cat"), errors: .discarded
    ) { conversation in
      conversation.kill()
      while try await conversation.receive() != nil {}
      return conversation.send([1])
    }
    #expect(!isTaken)
    #expect(termination == .signaled(9))
  }
}
