import Testing
import WorkbookTestSupport

@testable import WorkbookRun

/// Asking programs of the system for their versions.
@Suite struct VersionTests {
  @Test(
    arguments: [
      ("ss utility, iproute2-6.1.0\n", "6.1.0"),
      ("ip utility, iproute2-6.15.0, libbpf 1.5.0\n", "6.15.0"),
      ("ping from iputils 20221126\nlibcap: yes, IDN: yes\n", "20221126"),
      ("net-tools 2.10\nFred Baumgarten and others\n", "2.10"),
      ("Python 3.13.0rc1\n", "3.13.0rc1"),
      ("cc (Debian 12.2.0-14+deb12u1) 12.2.0\nCopyright (C) 2022\n", "12.2.0"),
      ("\nThis is perl 5, version 36, subversion 0 (v5.36.0) built for x86_64\n", "5.36.0"),
      ("OpenSSL 3.0.19 27 Jan 2026 (Library: OpenSSL 3.0.19 27 Jan 2026)\n", "3.0.19"),
      ("OpenSSH_9.2p1 Debian-2+deb12u6, OpenSSL 3.0.19 27 Jan 2026\n", "9.2p1"),
      ("GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n", "5.2.15"),
      ("less 590 (GNU regular expressions)\n", "590"),
      ("built for x86_64\n", nil), ("--version\n", nil), ("", nil),
    ] as [(String, String?)])
  func `the first text that looks like a version is one`(text: String, version: String?) {
    #expect(Lab.version(in: text) == version)
  }

  @Test func `a program of the system tells its version in a lab`() async throws {
    let own = try await TestLab.run([["python3 --version"]]).terminals[0].steps[0].lines
    let version = try await version(of: "python3")
    #expect(own == ["Python \(version ?? "")"])
  }

  @Test(arguments: [
    // A program that knows none of the words, one that isn't there, and a shell's own command.
    "dash", "no-such-program", "echo",
  ])
  func `a program that doesn't tell has none`(program: String) async throws {
    #expect(try await version(of: program) == nil)
  }

  private func version(of program: String) async throws -> String? {
    try await Slots.programs.take { try await TestLab.lab.version(of: program) }
  }
}
