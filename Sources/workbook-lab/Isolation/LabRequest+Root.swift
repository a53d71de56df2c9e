import LabProtocol

extension LabRequest {
  /// Whether root of the lab runs any of the commands.
  var needsRoot: Bool {
    terminals.contains { $0.commands.contains(where: \.isRoot) }
  }
}
