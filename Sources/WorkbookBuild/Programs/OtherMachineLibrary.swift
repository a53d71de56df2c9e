package import FoundationEssentials

/// The library that programs of a lab load first, so that they see what they would see on another machine.
package struct OtherMachineLibrary: Sendable {
  package let file: URL

  /// What it is told by variables of the environment.
  package enum Variable: String, CaseIterable, Sendable {
    /// How many digits the numbers of files and sockets have: few if it is less than 6, many otherwise.
    case inodeDigits = "WORKBOOK_INODE_DIGITS"
    /// Whether what nothing has set on the stack is something else than zero.
    case fill = "WORKBOOK_FILL"
    /// How many processors there are.
    case processors = "WORKBOOK_PROCESSORS"
    /// By how many seconds the date is another one.
    case seconds = "WORKBOOK_SECONDS"
  }

  /// Compiles it, unless the store has it.
  ///
  /// - Parameters:
  ///   - toolChain: What compiles.
  ///   - store: Where it is kept.
  /// - Returns: The library.
  /// - Throws: ``BuildError`` where it can't be compiled, or the store can't be used.
  package static func compiled(
    by toolChain: ToolChain, keptIn store: Store
  ) async throws -> OtherMachineLibrary {
    let source = Data(PackageResources.other_machine_c)
    let flags = ["-shared", "-fPIC", "-O1", "-fvisibility=hidden", "-ldl"]
    let key = StoreKey(
      "library",
      [
        "version": toolChain.version, "flags": flags.joined(separator: " "),
        "source": String(decoding: source, as: UTF8.self),
      ])
    let name = "other-machine.so"
    let folder = try await store.entry(for: key) { folder in
      let file = folder.appending(path: "other-machine.c")
      try Store.write(source, to: file.lastPathComponent, in: folder)
      try await SocketsModule.require(
        toolChain.clang, store,
        ["--target=\(toolChain.target.triple)", file.path]
          + flags + ["-o", folder.appending(path: name).path])
    }
    try Store.check(name, in: folder)
    return OtherMachineLibrary(file: folder.appending(path: name))
  }
}
