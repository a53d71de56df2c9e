import FoundationEssentials

/// A machine on which runs are judged by their exit status alone.
enum ContinuousIntegration {
  /// Whether the tool runs on one: the variable `CI` is set to anything but nothing, `0` or `false`.
  static var isHere: Bool {
    let value = ProcessInfo.processInfo.environment["CI"] ?? ""
    return !["", "0", "false"].contains(value.lowercased())
  }
}
