import FoundationEssentials
import Testing
import WorkbookTestSupport

/// Names that are ours, asked for by two programs: `names-probe`, and Python's `socket` beside it.
@Suite struct NameLookupTests {
  @Test func `names and addresses are found as Python finds them`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write(hosts, to: "hosts")
      try folder.write(
        "hosts: files\nservices: files\nprotocols: files\n", to: "nsswitch.conf")
      let ours = try await run([Tool.folder.appending(path: "names-probe").path], in: folder.url)
      let script = Checkout.root.appending(path: "Tests/names-probe/names.py").path
      let theirs = try await run(["/usr/bin/python3", script], in: folder.url)
      #expect(ours == theirs)
      #expect(ours.contains("gethostname rodgers-PC\n"))
      #expect(ours.contains("getfqdn rodgers-PC rodgers-PC.home.example\n"))
      #expect(
        ours.contains(
          """
          gethostbyname_ex mirror.example mirror.example m1.example mirror m2.example \
          192.0.2.1 192.0.2.2

          """))
      #expect(ours.contains("getfqdn short short.example\n"))
      #expect(ours.contains("getaddrinfo both.example 192.0.2.3:80 [2001:db8::3]:80\n"))
      // The address with a route is tried first (RFC 6724, rule 1); no socket listens there.
      #expect(ours.contains("connected unreachable.example ENETUNREACH\n"))
    }
  }

  private let hosts = """
    127.0.0.1 localhost
    127.0.1.1 rodgers-PC.home.example rodgers-PC
    216.58.223.78 google.com
    192.0.2.1 mirror.example m1.example mirror
    192.0.2.2 mirror.example m2.example
    2001:db8::1 six.example
    192.0.2.3 both.example
    2001:db8::3 both.example
    192.0.2.4 short short.example
    192.0.2.5 unreachable.example
    127.0.0.2 unreachable.example

    """

  /// Runs a program on a host that is called `rodgers-PC`, without a network but its own.
  private func run(_ command: [String], in folder: URL) async throws -> String {
    let preparation = """
      set -e
      PATH=$PATH:/usr/sbin:/sbin
      hostname rodgers-PC
      ip link set lo up
      mount --bind hosts /etc/hosts
      mount --bind nsswitch.conf /etc/nsswitch.conf
      exec "$@"
      """
    let outcome = try await Tool.run(
      URL(filePath: "/usr/bin/unshare"),
      [
        "--user", "--map-root-user", "--net", "--mount", "--uts", "sh", "-c", preparation, "sh",
      ] + command, in: folder)
    #expect(outcome.errors == "")
    return outcome.output
  }
}
