import LabProtocol

extension LabRequest {
  /// Whether root of the lab types in any of the windows.
  var needsRoot: Bool {
    windows.contains(where: \.isRoot)
  }
}
