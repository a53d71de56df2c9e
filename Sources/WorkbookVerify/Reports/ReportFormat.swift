package import FoundationEssentials

/// A form in which a report is written.
///
/// A new one is a file with an extension of this type, and an entry in ``all``.
package struct ReportFormat: Sendable {
  /// The word that asks for it, as in `--report json=FILE`.
  package let name: String
  private let encode: @Sendable (Report) throws -> Data

  package static let all = [json]

  /// The form of that name; `nil` if there is none.
  package init?(named name: String) {
    guard let format = Self.all.first(where: { $0.name == name }) else { return nil }
    self = format
  }

  init(name: String, encode: @escaping @Sendable (Report) throws -> Data) {
    (self.name, self.encode) = (name, encode)
  }

  /// The bytes of a report in this form.
  package func data(of report: Report) throws -> Data { try encode(report) }
}
