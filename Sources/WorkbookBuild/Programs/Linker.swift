import FoundationEssentials

/// Makes a program of a listing's object.
///
/// Swift's driver would pass the linker whatever arguments it finds in the object, and a listing can put some
/// there: an option that names another linker runs that program here, outside of any lab. So the arguments are
/// looked at first, and only names of libraries are passed.
struct Linker {
  let toolChain: ToolChain

  /// What came of it.
  enum Outcome: Hashable, Sendable {
    case linked
    /// The linker failed, and said this.
    case failed(output: String)
    /// The object asks for what a listing may not ask for.
    case refused(argument: String)
  }

  /// Libraries of the system that modules of the tool chain are linked with.
  private static let systemLibraries: Set<String> = [
    "curl", "dl", "m", "pthread", "util", "xml2", "z",
  ]

  /// Links an object.
  ///
  /// - Parameters:
  ///   - object: The listing's object, by its name in the folder.
  ///   - program: The name of the program, which will lie in the folder.
  ///   - module: What all programs are linked with.
  ///   - folder: Where the object lies.
  /// - Returns: Whether there is a program now, and why not.
  /// - Throws: ``BuildError`` with ``BuildError/tool(path:output:)`` where the linker can't be started, or the
  ///   compiler made something that is no object; what reading the objects throws; `CancellationError`.
  func link(
    _ object: String, into program: String, with module: SocketsModule, in folder: URL
  ) async throws -> Outcome {
    var wanted: [String] = []
    for file in [folder.appending(path: object), module.object] {
      let bytes = try Store.contents(
        of: file.lastPathComponent, in: file.deletingLastPathComponent())
      guard let own = ObjectFile(bytes: Array(bytes)).autolinkArguments else {
        throw BuildError.tool(
          path: toolChain.swiftc.path, output: "\(file.path) isn't an object for this machine")
      }
      wanted += own.filter { !wanted.contains($0) }
    }
    if let argument = wanted.first(where: { !isLibrary($0) }) {
      return .refused(argument: argument)
    }
    let outcome = try await ToolChain.run(
      toolChain.clang, arguments(object, program, module, wanted), in: folder)
    return outcome.succeeded ? .linked : .failed(output: outcome.output)
  }

  /// Whether an argument names a library of the tool chain, or one that those need.
  private func isLibrary(_ argument: String) -> Bool {
    guard let match = argument.wholeMatch(of: /-l([A-Za-z0-9_]+)/) else { return false }
    let name = String(match.1)
    return Self.systemLibraries.contains(name)
      || FileManager.default.fileExists(
        atPath: toolChain.libraries.appending(path: "lib\(name).a").path)
  }

  /// What Swift's driver says for `-static-stdlib`; everything is in the executable then, so that it runs
  /// where the tool chain can't be seen.
  private func arguments(
    _ object: String, _ program: String, _ module: SocketsModule, _ wanted: [String]
  ) -> [String] {
    let libraries = toolChain.libraries
    return [
      "--target=\(toolChain.target.triple)", "-fuse-ld=lld", "-pie",
      // What an object's own section may ask for (ELF's dependent libraries).
      "-Xlinker", "--no-dependent-libraries",
      "-Xlinker", "--build-id", "-Xlinker", "--gc-sections",
      libraries.appending(path: "\(toolChain.target.arch)/swiftrt.o").path,
      "-Xlinker", "--start-group", object,
    ] + [module.object.path] + wanted + [
      "-Xlinker", "--end-group", "-L", libraries.path,
      "@\(libraries.appending(path: "static-stdlib-args.lnk").path)", "-o", program,
    ]
  }
}
