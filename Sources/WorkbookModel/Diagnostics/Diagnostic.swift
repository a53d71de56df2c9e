/// Something to tell an author about a place in the book.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Codable, Sendable {
    case error
    case warning
    case note
  }

  package var severity: Severity
  package var location: SourceLocation
  /// What is wrong, in one line, and what to write instead.
  package var message: String

  package init(_ severity: Severity, at location: SourceLocation, _ message: String) {
    self.severity = severity
    self.location = location
    self.message = message
  }
}

extension Diagnostic: CustomStringConvertible {
  package var description: String { "\(location): \(severity.rawValue): \(message)" }
}

/// What is wrong with the book, all of it, in the order of files and lines.
package struct MalformedBook: Error, Sendable {
  package var diagnostics: [Diagnostic]
}
