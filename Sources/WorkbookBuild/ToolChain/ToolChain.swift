package import FoundationEssentials
import Glibc
import WorkbookSupport

/// The Swift compiler, and the C compiler that comes with it.
package struct ToolChain: Sendable {
  package let swiftc: URL
  /// What `swiftc -version` prints: the version and the target.
  package let version: String
  /// What programs are made for, and where the libraries are that they are made of.
  let target: Target

  /// What `swiftc -static-stdlib -print-target-info` says.
  struct Target: Hashable, Codable, Sendable {
    /// Such as `x86_64-unknown-linux-gnu`.
    var triple: String
    /// Such as `x86_64`.
    var arch: String
    /// The folder of the libraries.
    var libraries: String
  }

  /// The folder of the libraries that are linked statically.
  var libraries: URL { URL(filePath: target.libraries, directoryHint: .isDirectory) }

  /// How long what a compiler prints may be, in bytes.
  private static let outputLimit = 4 << 20

  /// Finds the compiler on the `PATH`.
  ///
  /// - Parameter store: Remembers the version, which takes a tenth of a second to ask for, until the
  ///   compiler's file changes.
  /// - Returns: The tool chain.
  /// - Throws: ``BuildError`` with ``BuildError/noCompiler(searched:)``.
  package static func find(rememberingIn store: Store) async throws -> ToolChain {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let candidates = path.split(separator: ":").map { URL(filePath: "\($0)/swiftc") }
    guard let found = candidates.first(where: { access($0.path, X_OK) == 0 }) else {
      throw BuildError.noCompiler(searched: path)
    }
    let swiftc = found.resolvingSymlinksInPath()
    // A proxy such as swiftly's stays the same when it stands for another compiler.
    guard ["swiftc", "swift-driver", "swift-frontend"].contains(swiftc.lastPathComponent) else {
      return ToolChain(
        swiftc: found, version: try await askVersion(of: found),
        target: try await askTarget(of: found))
    }
    var status = stat()
    guard stat(swiftc.path, &status) == 0 else {
      throw BuildError.installation(path: swiftc.path, reason: .system(errno))
    }
    let changed = status.st_mtim
    let key = StoreKey(
      "tool-chain",
      [
        "path": found.path, "file": swiftc.path,
        "size": "\(status.st_size)", "changed": "\(changed.tv_sec).\(changed.tv_nsec)",
      ])
    let entry = try await store.entry(for: key) { folder in
      try await Store.write(askVersion(of: found).utf8, to: "version", in: folder)
      try await Store.write(
        JSONEncoder().encode(askTarget(of: found)), to: "target", in: folder)
    }
    let version = try Store.contents(of: "version", in: entry)
    // The driver finds its own parts beside the name it was called by.
    return ToolChain(
      swiftc: found, version: String(decoding: version, as: UTF8.self),
      target: try Store.value(of: "target", in: entry))
  }

  private static func askVersion(of swiftc: URL) async throws -> String {
    let outcome = try await run(swiftc, ["-version"])
    guard outcome.succeeded else {
      throw BuildError.tool(path: swiftc.path, output: outcome.output)
    }
    return outcome.output
  }

  private static func askTarget(of swiftc: URL) async throws -> Target {
    struct Information: Decodable {
      struct Target: Decodable { var triple, arch: String }
      struct Paths: Decodable { var runtimeLibraryPaths: [String] }
      var target: Target
      var paths: Paths
    }
    let outcome = try await run(swiftc, ["-static-stdlib", "-print-target-info"])
    guard outcome.succeeded,
      let information = try? JSONDecoder().decode(
        Information.self, from: Data(outcome.output.utf8)),
      let libraries = information.paths.runtimeLibraryPaths.first
    else { throw BuildError.tool(path: swiftc.path, output: outcome.output) }
    return Target(
      triple: information.target.triple, arch: information.target.arch, libraries: libraries)
  }

  /// Clang, which links for Swift, and so comes with it.
  var clang: URL { tool("clang") }
  /// Takes executables apart.
  var objcopy: URL { tool("llvm-objcopy") }
  /// Tells which line an instruction comes from.
  var symbolizer: URL { tool("llvm-symbolizer") }

  private func tool(_ name: String) -> URL {
    let candidates = siblingTools(named: name)
    return candidates.first { access($0.path, X_OK) == 0 } ?? candidates[1]
  }

  /// What knows of every word of a listing what it is.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/noLanguageServer(searched:)``.
  func languageServer() throws(BuildError) -> URL {
    let candidates = siblingTools(named: "sourcekit-lsp")
    guard let found = candidates.first(where: { access($0.path, X_OK) == 0 }) else {
      throw .noLanguageServer(searched: candidates.map { $0.deletingLastPathComponent().path })
    }
    return found
  }

  /// Where another tool of the tool chain may be: beside the compiler itself, or beside the name that
  /// it was called by.
  private func siblingTools(named tool: String) -> [URL] {
    [swiftc.resolvingSymlinksInPath(), swiftc].map {
      $0.deletingLastPathComponent().appending(path: tool)
    }
  }

  struct Outcome {
    let succeeded: Bool
    let output: String
  }

  /// Runs a tool to its end.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/tool(path:output:)`` where it can't be started;
  ///   `CancellationError` where the task is cancelled, as the tool is killed then, or what it printed may be
  ///   incomplete; the former also where something else has ended it, which is no fault of its input. A tool
  ///   that reports failure is a result.
  static func run(_ tool: URL, _ arguments: [String], in folder: URL? = nil) async throws -> Outcome
  {
    do {
      let (ending, output) = try await ChildProcess.run(
        tool, arguments, in: folder, outputLimit: outputLimit)
      if case .signaled(let signal) = ending {
        throw BuildError.tool(
          path: tool.path, output: "\(output)it was ended by signal \(signal)")
      }
      return Outcome(succeeded: ending == .exited(0), output: output)
    } catch let failure as ChildProcess.Failure {
      throw BuildError.tool(path: tool.path, output: failure.description)
    }
  }
}
