import LabProtocol
import Testing
import WorkbookRun
import WorkbookTestSupport

/// What programs see of their window, and what is typed for them.
@Suite struct TypingTests {
  // MARK: The terminal

  @Test func `a window is a terminal`() async throws {
    let python = "python3 -c 'import os; print(*(os.isatty(n) for n in range(3)), os.ttyname(1))'"
    try await TestLab.expect([
      (.command("tty"), ["/dev/pts/0"]), (.command("stty size"), ["24 80"]),
      (.command(python), ["True True True /dev/pts/0"]), (.command("ps -o tty= -p $$"), ["pts/0"]),
      (.command("echo to the terminal > /dev/tty"), ["to the terminal"]),
      (.command("echo $TERM $(tput cols)"), ["dumb 80"]),
      (.command("tty < /dev/null"), ["not a tty"]),
      (.command("ls notes.txt | cat; ls"), ["notes.txt", "notes.txt"]),
    ])
  }

  @Test func `a window has its own terminal, and its own width`() async throws {
    var request = TestLab.request([["tty; stty size"], ["tty; stty size; ls -C /etc | wc -L"]])
    request.windows[1].columns = 132
    let recording = try await TestLab.run(request)
    #expect(recording.terminals[0].steps[0].lines == ["/dev/pts/0", "24 80"])
    #expect(recording.terminals[1].steps[0].lines.prefix(2) == ["/dev/pts/1", "24 132"])
  }

  @Test func `programs can make terminals of their own, and share memory`() async throws {
    try await TestLab.expect([
      (.command("script -qc tty /dev/null"), ["/dev/pts/1"]),
      (
        .command(
          "python3 -c 'import os, pty; pty.spawn([\"sh\", \"-c\", \"tty | tr -d x\"])' | tr -d '\\r'"
        ),
        ["/dev/pts/1"]
      ),
      (.command("test -r /dev/ptmx && test -w /dev/ptmx && echo both"), ["both"]),
      (
        .command(
          "python3 -c 'import multiprocessing\nwith multiprocessing.Lock(): print(\"locked\")'"),
        ["locked"]
      ),
      (
        .command(
          "python3 -c 'from multiprocessing import shared_memory as m\ns = m.SharedMemory(create=True, size=9)\nprint(s.size); s.close(); s.unlink()'"
        ), ["9"]
      ),
    ])
  }

  @Test func `a program can't take all pseudo-terminals of the machine`() async throws {
    try await TestLab.expect([
      (
        .command(
          """
          python3 -c '
          import os
          made = []
          try:
              while True: made.append(os.openpty())
          except OSError as error: print(len(made), os.strerror(error.errno))'
          """), ["32 No space left on device"]
      ),
      (.command("script -qc tty /dev/null"), ["/dev/pts/1"]),
    ])
  }

  /// A C library keeps what is printed to a pipe or a file until there is much of it.
  @Test func `what a program prints before it waits is shown`() async throws {
    try await TestLab.expect([
      (.command("perl -e 'printf(\"line %d\\n\", 1); sleep 1000'"), ["line 1"]), (.interrupt, []),
      (
        .command("awk 'BEGIN { print \"line 2\"; while (getline < \"-\"); print \"end\" }'"),
        ["line 2"]
      ),
      (.endOfInput, ["end"]),
    ])
  }

  @Test func `what a program in C prints before it waits is shown`() async throws {
    let source =
      #"#include <stdio.h>\n#include <unistd.h>\nint main(void) { printf("line\\n"); pause(); }"#
    let compile = "printf '%b' '\(source)' > a.c && gcc -o a a.c"
    var request = TestLab.request([[compile, "./a^C"]])
    request.needs = ["gcc"]
    let recording = try await TestLab.run(request)
    if case .unavailable = recording.outcome { return }
    #expect(recording.outcome == .ran(.complete))
    #expect(recording.terminals[0].steps.map(\.lines) == [[], ["line"], []])
  }

  @Test func `bytes pass as they are`() async throws {
    let recording = try await TestLab.run([["printf 'a\\tb\\r\\nc\\n\\033[1m\\0\\377'"]])
    #expect(
      Array(recording.terminals[0].steps[0].output)
        == Array("a\tb\r\nc\n\u{1b}[1m\0".utf8) + [0xff])
  }

  // MARK: Typing

  @Test func `a program is answered, and what is typed is shown`() async throws {
    let statuses = try await TestLab.expect([
      (.command("python3 -c 'print(\"hello\", input(\"Name? \"))'"), ["Name? "]),
      (.input("Ada"), ["Ada", "hello Ada"]),
      (.command("read first rest; echo $rest"), []), (.input("x y z"), ["x y z", "y z"]),
      (.command("echo \"$first\""), ["x"]),
      (.command("cat"), []), (.input("one"), ["one", "one"]), (.input(""), ["", ""]),
      (.input("ä ‹3›"), ["ä ‹3›", "ä ‹3›"]), (.endOfInput, []),
      (.command("cat > file"), []), (.input("kept"), ["kept"]), (.endOfInput, []),
      (.command("cat file"), ["kept"]),
      (.command("wc -l"), []), (.endOfInput, ["0"]),
    ])
    #expect(statuses == [nil, 0, nil, 0, 0, nil, nil, nil, nil, 0, nil, nil, 0, 0, nil, 0])
  }

  @Test func `a password isn't shown`() async throws {
    try await TestLab.expect([
      (.command("python3 -c 'import getpass; print(len(getpass.getpass()))'"), ["Password: "]),
      (.input("secret"), ["", "6"]), (.command("stty -echo; read x; stty echo; echo $x"), []),
      (.input("hidden"), ["hidden"]),
    ])
  }

  @Test func `interpreters are talked to`() async throws {
    let statuses = try await TestLab.expect([
      (.command("python3 -q"), [">>> "]), (.input("x = 6"), ["x = 6", ">>> "]),
      (.input("x * 7"), ["x * 7", "42", ">>> "]),
      (
        .input("1 / 0"),
        [
          "1 / 0", "Traceback (most recent call last):", "  File \"<stdin>\", line 1, in <module>",
          "ZeroDivisionError: division by zero", ">>> ",
        ]
      ),
      (.endOfInput, [""]),
      (.command("dash"), ["$ "]), (.input("echo $0; exit 4"), ["echo $0; exit 4", "dash"]),
      (.command("echo $?"), ["4"]),
    ])
    #expect(statuses == [nil, nil, nil, nil, 0, nil, 4, 0])
  }

  @Test func `a program that reads from the terminal behind a pipe is answered`() async throws {
    try await TestLab.expect([
      (.command("echo piped | (read a; read b < /dev/tty; echo $a $b)"), []),
      (.input("typed"), ["typed", "piped typed"]),
    ])
  }

  @Test func `what is typed for a program that has ended is lost`() async throws {
    let statuses = try await TestLab.expect([
      (.command("true"), []), (.input("echo lost"), []), (.endOfInput, []), (.interrupt, []),
      (.command("echo next"), ["next"]), (.command("cat"), []), (.input("a"), ["a", "a"]),
      (.endOfInput, []),
    ])
    #expect(statuses == [0, nil, nil, nil, 0, nil, nil, 0])
  }
}
