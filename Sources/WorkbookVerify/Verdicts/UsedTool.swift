/// A program of the system that an example needs, with its versions.
package struct UsedTool: Hashable, Sendable {
  package var name: String
  /// The version on this machine; `nil` if it doesn't tell.
  package var version: String?
  /// The version that printed what the chapter shows, if that was noted.
  package var recorded: String?

  package init(name: String, version: String?, recorded: String?) {
    self.name = name
    self.version = version
    self.recorded = recorded
  }

  /// What an author should know of it where something differs; `nil` if it is the one that printed the chapter's lines,
  /// as far as is known.
  var message: String? {
    guard let version, let recorded, version != recorded else { return nil }
    return "`\(name)` here is \(version); this was printed by \(recorded)"
  }
}
