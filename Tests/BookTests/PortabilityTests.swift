import FoundationEssentials
import Subprocess
import Testing
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport
import WorkbookVerify

/// What the book says holds on other machines than the one that it was written on.
@Suite struct PortabilityTests {
  /// What dash, bash or zsh takes for its own: POSIX's reserved words and builtins, and those that the manuals
  /// of the three add (`dash(1)`, `bash(1)` "SHELL BUILTIN COMMANDS", `zshbuiltins(1)`).
  private static let shellWords: Set<String> = Set(
    """
    if then else elif fi case esac for select while until do done in function time coproc repeat foreach end
    nocorrect
    alias autoload bg bind bindkey break builtin bye caller cap cd chdir clone command comparguments
    compcall compctl compdescribe compfiles compgen compgroups complete compopt compquote comptags comptry
    compvalues continue declare dirs disable disown echo echotc echoti emulate enable eval exec exit export
    false fc fg float functions getcap getln getopts hash help history integer jobs kill let limit local log
    logout mapfile noglob popd print printf private pushd pushln pwd r read readarray readonly rehash return
    sched set setcap setopt shift shopt source stat suspend test times trap true ttyctl type typeset ulimit
    umask unalias unfunction unhash unlimit unset unsetopt vared wait whence where which zcompile zformat
    zftp zle zmodload zparseopts zprof zpty zregexparse zsocket zstyle ztcp
    """.split { $0 == " " || $0 == "\n" }.map(String.init))

  @Test func `no program has a name that a shell has something else for`() throws {
    for chapter in try Book.own().chapters {
      for listing in chapter.listings {
        guard let name = listing.programName else { continue }
        #expect(!Self.shellWords.contains(name), "\(chapter.path): \(name)")
      }
    }
  }

  /// What `ss` prints in columns is as wide as the numbers of sockets are, which the kernel counts from its
  /// start.
  @Test(arguments: [1, 4, 5, 6, 7, 10])
  func `sockets may have numbers of any length`(length: Int) async throws {
    let number = "1" + String(repeating: "7", count: length - 1)
    let address = "0100007F:2710 00000000:0000"
    let output = try await TemporaryFolder.with { folder in
      try folder.write(
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: \(address) 0A 00000000:00000000 00:00000000 00000000  1000 0 \(number) 1 0 100 0 0 10 0

        """, to: "tcp")
      try folder.write(
        """
        Num       RefCount Protocol Flags    Type St Inode Path
        0: 00000002 00000000 00010000 0001 01 \(number) ./socket_file

        """, to: "unix")
      // The variables are ss's own, for reading states that were saved; a window is a terminal of 80 columns.
      let command = """
        export PATH=$PATH:/usr/sbin:/sbin PROC_NET_TCP=tcp PROC_NET_TCP6=/dev/null PROC_NET_UNIX=unix
        script -qc 'stty cols 80 rows 24; ss -Hnltx' /dev/null </dev/null
        """
      return try await Tool.run(URL(filePath: "/bin/sh"), ["-c", command], in: folder.url)
    }
    #expect(output.errors == "")
    #expect(output.output.contains(number), "\(output.output)")
    let book = try Book.own()
    let chapter = try #require(
      book.chapters.first { $0.examples.contains { $0.name == "socket-families" } })
    let example = try #require(chapter.examples.first { $0.name == "socket-families" })
    // The files don't tell the backlog.
    let lines = output.output.replacing("\r", with: "")
      .replacing(/(LISTEN +0 +)0/) { "\($0.output.1)1" }
    let recording = Recording(of: example, outputs: [[""], [lines]])
    let verdict = Comparison.verdict(on: recording, of: example, in: chapter)
    let isPassed = verdict.passed
    #expect(isPassed, "\(lines)")
  }
}
