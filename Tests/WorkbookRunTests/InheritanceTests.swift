import Glibc
import LabProtocol
import Testing
import WorkbookRun
import WorkbookTestSupport

/// What the tool was started with doesn't show in its labs.
@Suite struct InheritanceTests {
  /// Prints what a process may have of the one that started it.
  private static let probe = [
    "umask; ulimit -a; ulimit -H -a; cat /proc/self/limits",
    "nice; chrt -p $$ | cut -d: -f2; ionice; cat /proc/self/personality /proc/$$/timerslack_ns",
    "grep -E 'Cpus_allowed:|THP|Sig(Blk|Ign)' /proc/self/status; ls /proc/$$/fd; cat /proc/self/coredump_filter",
    "env | grep -v ^_= | sort; pwd; tty; stty -a",
  ]

  private static func shown(_ recording: Recording) -> [[String]] {
    recording.terminals[0].steps.map(\.lines)
  }

  private static let request = TestLab.request([probe])

  /// What an ordinary user may set; the words behind `--` are the helper's.
  @Test(arguments: [
    "umask 077", "ulimit -S -n 64", "ulimit -n 3000", "ulimit -S -s 512", "ulimit -s 200000",
    "ulimit -S -s unlimited", "ulimit -S -v 900000", "ulimit -S -d 900000", "ulimit -S -f 100",
    "ulimit -c 0", "ulimit -S -c unlimited", "ulimit -S -t 100", "ulimit -S -l 32",
    "taskset -c 0 --", "setarch -R --", "setarch --uname-2.6 -L --", "chrt -b 0 --",
    "ionice -c 3 --", "env -i A=1 LD_BIND_NOW=1 --", "trap '' INT TERM HUP", "cd /",
    "exec 7</etc/passwd 8>/dev/null", "echo 0x7f >/proc/self/coredump_filter",
    "exec python3 -c 'import ctypes, os, sys; ctypes.CDLL(None).prctl(41, 1, 0, 0, 0); os.execv(sys.argv[1], sys.argv[1:])' --",
  ])
  func `nothing is taken over`(setting: String) async throws {
    let usual = try await TestLab.run(Self.request)
    #expect(usual.outcome == .ran(.complete))
    let other = try await TestLab.run(Self.request, after: setting)
    #expect(other.outcome == .ran(.complete))
    #expect(Self.shown(other) == Self.shown(usual))
    #expect(Self.shown(usual).allSatisfy { $0.count > 1 })
  }

  @Test func `the name of the machine's domain isn't taken over`() async throws {
    let domain =
      "import ctypes, os, sys; ctypes.CDLL(None).setdomainname(b\"elsewhere\", 9) == 0 or sys.exit(1); os.execv(sys.argv[1], sys.argv[1:])"
    let recording = try await TestLab.run(
      TestLab.request([["cat /proc/sys/kernel/domainname"]]),
      after: "exec unshare --user --map-root-user --uts python3 -c '\(domain)' --")
    #expect(Self.shown(recording) == [["(none)"]])
  }

  @Test func `no signal is ignored`() async throws {
    let recording = try await TestLab.run([["grep SigIgn /proc/self/status | tr -d '\\t'"]])
    #expect(Self.shown(recording) == [["SigIgn:0000000000000000"]])
  }

  #if arch(x86_64)
  /// Keys lie in keyrings, which processes share with those that they start (keyrings(7)).
  @Test func `keys of the tool's user are no lab's`() async throws {
    let calls = "import ctypes, os, sys; call = ctypes.CDLL(None).syscall"
    let user = """
      \(calls); call(250, 1, None); added = call(248, b"user", b"secret", b"x", 1, -3); \
      os.execv(sys.argv[1], sys.argv[1:]) if added > 0 else sys.exit("no key could be added")
      """
    let found = #"print(call(250, 10, -3, b"user", b"secret", 0))"#
    let recording = try await TestLab.run(
      TestLab.request([["python3 -c '\(calls); \(found)'"]]), after: "exec python3 -c '\(user)' --")
    #expect(Self.shown(recording) == [["-1"]])
  }
  #endif

  /// What only root may take back.
  @Test(.enabled(if: geteuid() == 0), arguments: ["nice -n 5 --", "chrt -i 0 --"])
  func `root is given back what was given up`(setting: String) async throws {
    let usual = try await TestLab.run(Self.request)
    let other = try await TestLab.run(Self.request, after: setting)
    #expect(other.outcome == .ran(.complete))
    #expect(Self.shown(other) == Self.shown(usual))
  }

  @Test func `a lab works with what an ordinary user can't take back`() async throws {
    let recording = try await TestLab.run(
      TestLab.request([["nice"]]),
      after: "exec unshare --user --map-current-user -- nice -n 5 --")
    #expect(recording.outcome == .ran(.complete))
  }

  /// In a user namespace of its own, root is an ordinary user to limits.
  @Test(
    arguments: [
      ("ulimit -n 64", .openFiles, 256, 64),
      ("ulimit -f 100", .fileSize, 64 << 20, 100 << 9), ("ulimit -p 20", .processes, 64, 20),
      ("ulimit -t 5", .processorTime, 10, 5),
      ("ulimit -v 400000", .memory, 512 << 20, 400_000 << 10),
      ("ulimit -s 512", .stack, 8 << 20, 512 << 10),
      ("ulimit -d 50000", .data, 512 << 20, 50_000 << 10),
    ] as [(String, LimitedResource, UInt64, UInt64)])
  func `a limit below what an example needs is the machine's`(
    setting: String, resource: LimitedResource, needed: UInt64, allowed: UInt64
  ) async throws {
    let recording = try await TestLab.run(
      Self.request, after: "\(setting)\nexec unshare --user --map-current-user --")
    #expect(
      recording.outcome
        == .unavailable(
          LabFailure(
            purpose: .limit(resource, needed: needed, allowed: allowed), call: .setrlimit,
            code: EPERM)))
  }

  @Test(arguments: ["-l 32", "-x 10", "-q 1000", "-i 100", "-m 1000"])
  func `what no example needs may be less`(limit: String) async throws {
    let shell = "exec bash -c 'ulimit \(limit) && exec \"$0\" \"$@\"'"
    let recording = try await TestLab.run(
      Self.request, after: "\(shell) unshare --user --map-current-user --")
    #expect(recording.outcome == .ran(.complete))
  }

  @Test func `an example that needs less runs below a limit`() async throws {
    var request = Self.request
    request.limits.openFiles = 64
    let recording = try await TestLab.run(
      request, after: "ulimit -n 64\nexec unshare --user --map-current-user --")
    #expect(recording.outcome == .ran(.complete))
  }

  /// A new network has some settings of the machine's own, which a test can't set.
  @Test func `settings of networks are Linux's, not the machine's`() async throws {
    var request = TestLab.request([
      [
        "cd /proc/sys/net/ipv4; cat tcp_rmem tcp_wmem tcp_cong*; cat conf/*/rp_filter conf/*/arp_ignore | sort -u",
        "cat /proc/sys/net/ipv*/neigh/eth0/mcast_solicit /proc/sys/net/ipv*/neigh/eth0/retrans_time_ms",
      ]
    ])
    request.hosts = [
      .init(
        name: "alone",
        interfaces: [.init(name: "eth0", addresses: [.init(text: "192.0.2.1", prefixLength: 24)])])
    ]
    let lines = Self.shown(try await TestLab.run(request))
    #expect(lines[0] == ["4096\t131072\t6291456", "4096\t16384\t4194304", "reno", "0"])
    #expect(lines[1] == ["3", "3", "1000", "1000"])
  }
}
