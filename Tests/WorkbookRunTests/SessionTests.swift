import LabProtocol
import Testing
import WorkbookRun
import WorkbookTestSupport

/// A window's shell, which stays the same from one command to the next.
@Suite struct SessionTests {
  @Test func `a shell keeps its folder, variables, functions and aliases`() async throws {
    try await TestLab.expect([
      (.command("cd /tmp"), []), (.command("pwd"), ["/tmp"]),
      (.command("x=1 y=2"), []), (.command("echo $x$y"), ["12"]),
      (.command("export z=3"), []), (.command("sh -c 'echo $x$z'"), ["3"]),
      (.command("greet() { echo \"hello $1\"; }"), []), (.command("greet you"), ["hello you"]),
      (.command("alias up='echo up'"), []), (.command("up"), ["up"]),
      (.command("umask 077; touch mine"), []), (.command("stat -c %a mine"), ["600"]),
      (.command("cd - >/dev/null; pwd"), ["/home/reader/test"]),
    ])
  }

  @Test func `windows have shells of their own`() async throws {
    try await TestLab.expect([
      (0, [(.command("cd /tmp; x=1"), [])]),
      (1, [(.command("pwd; echo \"x$x\""), ["/home/reader/test", "x"])]),
      (0, [(.look, []), (.command("pwd; echo \"x$x\""), ["/tmp", "x1"])]),
    ])
  }

  @Test func `the exit status before is the shell's, and each command has its own`() async throws {
    let statuses = try await TestLab.expect([
      (.command("false"), []), (.command("echo $?"), ["1"]), (.command("(exit 3)"), []),
      (.command("sh -c 'exit 4'"), []), (.command("echo $?; true"), ["4"]),
      (.command("no-such-program"), ["sh: 1: no-such-program: not found"]),
      (.command("echo $?"), ["127"]), (.command("sleep 1000"), []), (.interrupt, []),
      (.command("echo $?"), ["130"]),
    ])
    #expect(statuses == [1, 0, 3, 4, 0, 127, 0, nil, 130, 0])
  }

  @Test func `jobs are the shell's, too`() async throws {
    let statuses = try await TestLab.expect([
      (.command("sleep 1000 &"), []),
      (.command("jobs"), ["[1] + Running                    sleep 1000"]),
      (.command("kill %1; wait %1"), ["Terminated"]), (.command("jobs"), []),
      (.command("sleep 0.3 && echo later > file &"), []), (.command("cat file"), ["later"]),
      (.command("sleep 1000 & wait"), []), (.interrupt, []), (.command("kill $!; wait"), []),
    ])
    #expect(statuses[2] == 143)
    #expect(statuses[7] == 130)
  }

  @Test func `commands over several lines`() async throws {
    try await TestLab.expect([
      (
        .command("cat <<END\nhome $HOME\n\tand 'more'\nEND"), ["home /home/reader", "\tand 'more'"]
      ),
      (.command("cat <<'END'\n$HOME\nEND"), ["$HOME"]),
      (.command("for i in 1 2\ndo\n  echo $i\ndone"), ["1", "2"]),
      (.command("if true; then\n  echo yes\nfi"), ["yes"]),
      (.command("twice() {\n  echo $1 $1\n}"), []), (.command("twice a"), ["a a"]),
      (.command("echo \"one\ntwo\""), ["one", "two"]), (.command("echo a \\\n  b"), ["a b"]),
      (.command("echo a # not shown\necho b"), ["a", "b"]),
      (
        .command("cat > script.sh <<'END'\necho \"it's $1\"\nEND\nsh script.sh here"), ["it's here"]
      ),
    ])
  }

  @Test func `a command as long as they come, with all characters that mean something`()
    async throws
  {
    let words = (0..<2000).map { "word\($0)" }.joined(separator: " ")
    try await TestLab.expect([
      (.command("echo '\(words)' | wc -c"), ["\(words.utf8.count + 1)"]),
      (.command("echo '\(words)' | tail -c 9"), ["word1999"]),
      (
        .command(#"echo 'a'\''b' "c\"d" $((1 + 2)) `echo e` \\ {} "$(echo ')')""#),
        [#"a'b c"d 3 e \ {} )"#]
      ),
      (.command("echo ‹ä› 日本"), ["‹ä› 日本"]), (.command("# nothing"), []),
    ])
  }

  /// An incomplete command would wait for more, and take the next one for its rest.
  @Test(arguments: [
    ("if then", #"sh: 1: Syntax error: "then" unexpected"#),
    ("echo \"abc", "sh: 1: Syntax error: Unterminated quoted string"),
    ("echo a; }", #"sh: 1: Syntax error: "}" unexpected"#), ("(echo", "sh: 1: Syntax error:"),
    ("for i in 1 2; do echo $i", "sh: 1: Syntax error:"),
  ])
  func `a command that can't be understood is told, and the next one goes on`(
    line: String, message: String
  ) async throws {
    let recording = try await TestLab.run([[line, "echo $?", "echo next"]])
    let steps = recording.terminals[0].steps
    #expect(recording.outcome == .ran(.complete))
    #expect(steps[0].lines.count == 1)
    // The number of the line depends on how the shell is told the command.
    let words = steps[0].lines.first?.replacing(#/^sh: [0-9]+: eval: /#, with: "sh: 1: ")
    #expect(words?.hasPrefix(message) == true, "\(steps[0].lines)")
    #expect(steps.map { $0.status?.shellStatus } == [2, 0, 0])
    #expect(steps.dropFirst().map(\.lines) == [["2"], ["next"]])
  }

  @Test func `an error of the shell itself leaves it as it was`() async throws {
    let statuses = try await TestLab.expect([
      (.command("set -u; x=1"), []),
      (.command("echo $nothing"), ["sh: 1: nothing: parameter not set"]),
      (.command("echo still $x"), ["still 1"]),
      (.command("cd /nowhere"), ["sh: 1: cd: can't cd to /nowhere"]), (.command("set +u"), []),
      (.command("echo a > /x"), ["sh: 1: cannot create /x: Read-only file system"]),
      (.command("echo still $x"), ["still 1"]),
    ])
    #expect(statuses == [0, 2, 0, 2, 0, 2, 0])
  }

  @Test(arguments: [("exit 3", 3), ("exit", 0), ("false; exit", 1), ("exec true", 0)])
  func `a shell ends when it is told to, and what is typed then is lost`(
    line: String, status: Int32
  )
    async throws
  {
    let recording = try await TestLab.run([[line, "echo lost"], ["echo other"]])
    #expect(recording.outcome == .ran(.complete))
    let steps = recording.terminals[0].steps
    #expect(steps.map(\.wasTaken) == [true, true])
    #expect(steps.map { $0.status?.shellStatus } == [status, nil])
    #expect(steps.map(\.lines) == [[], []])
    #expect(recording.terminals[1].steps[0].lines == ["other"])
  }

  @Test func `a trap of the shell comes at its end`() async throws {
    let statuses = try await TestLab.expect([
      (.command("trap 'echo bye' EXIT"), []), (.command("exit 5"), ["bye"]),
    ])
    #expect(statuses == [0, 5])
  }

  @Test func `what a command leaves running goes on printing where it stands`() async throws {
    try await TestLab.expect([
      (.command("(sleep 0.3; echo later) &"), ["later"]), (.command("echo next"), ["next"]),
      (
        .command("python3 -c 'import time; time.sleep(0.3); print(1)' & sleep 0.1; echo 0"),
        ["0", "1"]
      ),
    ])
  }

  /// The shell's own standard input is a pipe then, too.
  @Test func `a loop that reads a here-document isn't taken for a prompt`() async throws {
    let loop = "while read n; do sleep 0.3; echo $n; done <<EOF\n1\n2\nEOF"
    let recording = try await TestLab.run([[loop, "false", "echo $?"]])
    let steps = recording.terminals[0].steps
    #expect(steps.map(\.lines) == [["1", "2"], [], ["1"]])
    #expect(steps.map(\.status) == [.exited(0), .exited(1), .exited(0)])
  }
}
