/// The tool's version, as reports and pages name it.
enum ToolVersion {
  static let current = "0.1.0"
}
