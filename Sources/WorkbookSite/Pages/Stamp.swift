/// With what the pages were verified, as each of them says.
///
/// It holds no date: the same book gives the same pages.
package struct Stamp: Hashable, Sendable {
  /// The tool's version, such as `0.1.0`.
  package var tool: String
  /// What `swiftc -version` prints.
  package var compiler: String

  package init(tool: String, compiler: String) {
    self.tool = tool
    self.compiler = compiler
  }

  var html: HTML {
    "Verified with \(Varying.machine.start)\(machine)\(Varying.machine.end), workbook \(tool)."
  }

  /// The compiler, and the processor for which it compiled.
  var machine: HTML {
    // The first line is the compiler's version, and the second one its target.
    let lines = compiler.split(separator: "\n").map(String.init)
    let target = lines.first { $0.hasPrefix("Target: ") }?.dropFirst("Target: ".count)
    let version = lines.first { $0.contains("Swift version") } ?? "Swift"
    return "\(text: "\(version)\(target.map { " for \($0)" } ?? "")")"
  }
}
