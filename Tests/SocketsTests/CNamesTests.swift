import FoundationEssentials
import Subprocess
import Testing
import WorkbookTestSupport

/// Whoever types what C or Python calls a thing is told what it is called here.
@Suite struct CNamesTests {
  @Test func `every name of C and Python that is missing tells its own`() async throws {
    let program = """
      import Sockets
      let fd = socket(AF_INET, SOCK_STREAM, 0)
      bind(fd, 1, 2)
      let s = try Socket(.AF_INET6, .SOCK_DGRAM)
      s.recv(16)
      s.sendall("x")
      s.settimeout(0.2)
      try s.set(.SO_REUSEADDR, to: true)
      try s.set(.IP_MULTICAST_TTL, to: 1)
      try s.shutdown(.SHUT_WR)
      _ = try s.receive(upTo: 1, flags: .MSG_PEEK)
      do { try s.listen() } catch { print((error as! SocketError).code == .EADDRINUSE) }
      _ = try Endpoint.resolve("x", flags: .AI_PASSIVE)
      _ = try Address.unnamed.names(flags: .NI_NUMERICHOST)
      gethostbyname("x")
      _ = IPv4Address.INADDR_ANY
      BinaryFormat("I").calcsize()
      """
    let errors = try await diagnostics(of: program)
    let expected = [
      2: ["Socket.init(_:_:_:)", "Socket.Family.ipv4", "Socket.Kind.stream"],
      3: ["Socket.bind(to:)"],
      4: ["ipv6", "datagram"], 5: ["receive(upTo:flags:)"], 6: ["sendAll(_:)"], 7: ["timeout"],
      8: ["reuseAddress"], 9: ["multicastTimeToLive"], 10: ["writing"], 11: ["peek"],
      12: ["addressInUse"], 13: ["passive"], 14: ["numericHost"], 15: ["HostEntry.init(named:)"],
      16: ["any"], 17: ["size"],
    ]
    for (line, names) in expected {
      for name in names {
        let isTold = errors.contains {
          $0.contains(":\(line):")
            && ($0.contains("'\(name)'") || $0.contains("'\(name.dropFirst(7))'"))
        }
        #expect(isTold, "line \(line) doesn't lead to \(name)")
      }
    }
    #expect(
      errors.allSatisfy { $0.contains("renamed to") || $0.contains("replaced by") }, "\(errors)")
  }

  @Test func `with the C library imported too, its names mean its own`() async throws {
    let program = """
      import Glibc
      import Sockets
      let fd = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
      print(listen(fd, 1), shutdown(fd, CInt(SHUT_WR)), gethostbyname("x") == nil)
      let end = try Socket(.ipv4, .stream)
      print(end)
      """
    #expect(try await diagnostics(of: program) == [])
  }

  /// The errors that the compiler has for a program that imports the module just built.
  private func diagnostics(of program: String) async throws -> [String] {
    try await TemporaryFolder.with { folder in
      try folder.write(program, to: "main.swift")
      let modules = Checkout.root.appending(path: ".build/debug/Modules").path
      let headers = Checkout.root.appending(path: "Sources/CSockets").path
      let result = try await run(
        .name("swiftc"),
        arguments: [
          "-typecheck", "-swift-version", "6", "-I", modules, "-I", headers, "-diagnostic-style",
          "llvm", folder.url.appending(path: "main.swift").path,
        ], output: .discarded, error: .string(limit: 1 << 20))
      return result.standardError.split(separator: "\n").map(String.init)
        .filter { $0.contains("error:") }
    }
  }
}
