/// Why an example can't be run at all; what went wrong in a run is in its recording.
package enum RunError: Error, Hashable, Sendable {
  case noHelper(searched: [String])
  /// The helper can't be started, or talked to.
  case helperUnusable(path: String, reason: String)
  /// The helper ended without a word.
  case helperDied(status: String)
  /// The helper said something that isn't part of the protocol.
  case garbledEvent(String)
}

extension RunError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noHelper(let searched):
      """
      workbook-lab, which runs examples, is missing; looked for \
      \(searched.joined(separator: " and ")); install workbook again with script/install
      """
    case .helperUnusable(let path, let reason):
      "\(path), which runs examples, can't be used: \(reason)"
    case .helperDied(let status):
      "workbook-lab ended in the middle of a run (\(status))"
    case .garbledEvent(let line):
      "workbook-lab said something unexpected: \(line.prefix(200))"
    }
  }
}
