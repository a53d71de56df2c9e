import FoundationEssentials
import Testing
import WorkbookTestSupport

/// `workbook verify --elsewhere`.
@Suite struct ElsewhereTests {
  /// Something that a chapter depends on, and the knobs that find it.
  struct Dependence: Sendable, CustomTestStringConvertible {
    let name: String
    let command: String
    let shown: String
    let knobs: String

    init(_ name: String, _ command: String, shows shown: String, foundBy knobs: String) {
      (self.name, self.command, self.shown, self.knobs) = (name, command, shown, knobs)
    }

    var testDescription: String { name }

    var chapter: String { "```console \(name)\n$ \(command)\n\(shown)\n```\n\n" }
  }

  /// Whether this machine's `sh` is bash, as Fedora's is, and not dash, as Debian's is.
  private static let isBash =
    URL(filePath: "/bin/sh").resolvingSymlinksInPath().lastPathComponent == "bash"

  private static let dependences = [
    Dependence(
      "file-modes", "touch f; stat -c %A f", shows: "-rw-r--r--", foundBy: "umask 002, umask 077"),
    Dependence(
      "tab", #"sh -c 'echo "a\tb"' | wc -c"#, shows: isBash ? "5" : "4",
      foundBy: isBash ? "sh is dash" : "sh is bash"),
    Dependence(
      "process-number", "sh -c 'echo $(($$ > 9999))'", shows: "0", foundBy: "process numbers"),
    Dependence(
      "inodes",
      "python3 -c 'import os, socket; s = socket.socket(); print(os.fstat(s.fileno()).st_ino > 39 * 10**8)'",
      shows: "False", foundBy: "long inode numbers"),
    Dependence(
      "link-length",
      "python3 -c 'import os; r, w = os.pipe(); print(len(os.readlink(f\"/proc/self/fd/{r}\")) > 16)'",
      shows: "False", foundBy: "long inode numbers"),
    Dependence(
      "allocated",
      """
      python3 -c 'import ctypes; c = ctypes.CDLL(None); c.malloc.restype = ctypes.c_void_p; \
      print(ctypes.string_at(c.malloc(1 << 20), 1).hex())'
      """, shows: "00", foundBy: "memory"),
    Dependence(
      "stack-size", "ulimit -s", shows: "8192", foundBy: "small stack, large stack"),
    Dependence(
      "version-6", "python3 -c 'import socket; socket.socket(socket.AF_INET6); print(\"made\")'",
      shows: "made", foundBy: "no IPv6"),
    Dependence(
      "buffer-size",
      "python3 -c 'import socket; print(socket.socket().getsockopt(1, 8) // 1000)'",
      shows: "131", foundBy: "small buffers, large buffers"),
    // How much less of a processor it gets; a race would be lost on a busy machine, too.
    Dependence("share", "nice", shows: "0", foundBy: "speed"),
    Dependence("letters", "touch ü; ls", shows: "ü", foundBy: "locale"),
    Dependence("hour", "date -d @0 +%H:%M", shows: "00:00", foundBy: "time zone"),
    Dependence(
      "year", "echo $(($(date +%s) > \(Int(Date().timeIntervalSince1970) + 50_000_000)))",
      shows: "0", foundBy: "date"),
    Dependence(
      "variables", "env | grep -c ^LD_; true", shows: "0", foundBy: "environment"),
  ]

  /// As an example has processors, too, that this machine may not have more than one of, those are only counted.
  @Test func `what depends on the machine is found, by the knob that it depends on`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      let independent = Dependence(
        "independent", "sh -c 'echo the same'", shows: "the same", foundBy: "")
      try folder.write(
        "# A\n\n" + (Self.dependences + [independent]).map(\.chapter).joined(),
        to: "chapters/01-a.md")
      let outcome = try await Tool.workbook(["verify", "--elsewhere"], in: folder.url)
      #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
      let lines = outcome.output.split(separator: "\n").map(String.init)
      // Which other shells there are differs from machine to machine.
      let found = lines.filter { $0.contains("  differs elsewhere: ") }
        .map { $0.replacing(/, sh is [a-z]+/, with: "") }
      #expect(
        found == Self.dependences.map { "✗ \($0.name)  differs elsewhere: \($0.knobs)" })
      #expect(lines.last == "14 of 15 examples differ elsewhere")
    }
  }

  @Test func `what a machine lacks isn't verified there, and what differs here isn't blamed on it`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      let socket = "python3 -c 'import socket; socket.socket(socket.AF_INET6); print(\"made\")'"
      func write(_ attributes: String, _ shown: String) throws {
        try folder.write(
          "# A\n\n```console a\(attributes)\n$ \(socket)\n\(shown)\n```\n", to: "chapters/01-a.md")
      }
      try write(" needs=ipv6", "made")
      let lacking = try await Tool.workbook(["verify", "--elsewhere"], in: folder.url)
      #expect(lacking.status == 0)
      let line = "no IPv6  +0 the same, 1 not verified there  +kernels with ipv6.disable=1"
      #expect(try lacking.output.contains(Regex(line)))
      try write("", "something else")
      let different = try await Tool.workbook(["verify", "--elsewhere"], in: folder.url)
      #expect(different.status == 1)
      #expect(different.output.contains("-something else\n+made\n"))
      #expect(different.output.hasSuffix("\n1 differs here\n"))
    }
  }
}
