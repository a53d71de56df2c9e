import FoundationEssentials

extension Program {
  /// Finds the lines of the program's listing that some of its instructions come from.
  ///
  /// - Parameters:
  ///   - addresses: Offsets from where the executable is loaded.
  ///   - toolChain: Has the symbolizer.
  /// - Returns: Lines, counted from 1, by address; instructions from elsewhere, such as the
  ///   libraries, have none.
  /// - Throws: ``BuildError`` with ``BuildError/tool(path:output:)`` where the tool chain can't tell.
  package func lines(
    at addresses: Set<UInt64>, _ toolChain: ToolChain
  ) async throws -> [UInt64: Int] {
    let sorted = addresses.sorted()
    guard !sorted.isEmpty else { return [:] }
    let outcome = try await ToolChain.run(
      toolChain.symbolizer,
      [
        "--obj=\(lineTable.path)", "--functions=none", "--no-inlines", "--output-style=GNU",
        "--basenames",
      ] + sorted.map { "0x" + String($0, radix: 16) })
    let places = outcome.output.split(separator: "\n")
    guard outcome.succeeded, places.count == sorted.count else {
      throw BuildError.tool(path: toolChain.symbolizer.path, output: outcome.output)
    }
    var lines: [UInt64: Int] = [:]
    for (address, place) in zip(sorted, places) {
      lines[address] = line(at: place)
    }
    return lines
  }

  /// The line of the program's listing that the symbolizer names, as in `echo-server.swift:12`; `nil` if it names
  /// another file, or none, as in `??:0`.
  func line(at place: Substring) -> Int? {
    guard let match = place.firstMatch(of: /^(.*):([0-9]+)/), match.1 == source,
      let line = Int(match.2), line > 0
    else { return nil }
    return line
  }
}
