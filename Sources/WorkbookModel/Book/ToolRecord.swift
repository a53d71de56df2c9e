package import FoundationEssentials

/// Which versions of the system's programs printed what the chapters show: `chapters/tools.json`.
///
/// `verify --accept` writes it, so that a difference on another machine can name its cause. A book needs none.
package struct ToolRecord: Hashable, Sendable {
  /// Where it is, from the book's folder.
  package static let path = "chapters/tools.json"

  /// The versions, by the names of programs, by the names of examples.
  package var versions: [String: [String: String]]

  package init(versions: [String: [String: String]] = [:]) {
    self.versions = versions
  }

  package subscript(example: String) -> [String: String] {
    get { versions[example] ?? [:] }
    set { versions[example] = newValue.isEmpty ? nil : newValue }
  }

  /// Reads it from its file.
  ///
  /// - Throws: `DecodingError`.
  init(_ data: Data) throws {
    versions = try JSONDecoder().decode([String: [String: String]].self, from: data)
  }

  /// What its file holds: one line for each version, so that changes are small.
  package var data: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(versions) + Data("\n".utf8)
    }
  }
}
