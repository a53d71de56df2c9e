/// Something to tell an author about a place in the book.
///
/// It stays a value until it is printed, so that reports and pages can tell one kind of it from another.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Codable, Sendable {
    case error
    case warning
    case note
  }

  /// Something else that is worth knowing, with its place.
  package struct Note: Hashable, Sendable {
    package var range: SourceRange
    package var message: String

    package init(at range: SourceRange, _ message: String) {
      (self.range, self.message) = (range, message)
    }
  }

  /// A change of the text that would mend it.
  package struct Fix: Hashable, Sendable {
    /// What is replaced.
    package var range: SourceRange
    /// What is to stand there.
    package var replacement: String
  }

  /// What kind of thing it is; `docs/problems.md` says more about each.
  package var identifier: Identifier
  package var severity: Severity
  package var range: SourceRange
  /// What is wrong, in one line, and what to write instead.
  package var message: String
  package var notes: [Note] = []
  package var fix: Fix?
  /// The code block that it is about, as far as it is about one.
  package var block: CodeBlock.Meaning?

  /// Where it begins.
  package var location: SourceLocation { range.start }

  package init(
    _ identifier: Identifier, _ severity: Severity = .error, at range: SourceRange,
    _ message: String, notes: [Note] = [], fix: Fix? = nil
  ) {
    self.identifier = identifier
    self.severity = severity
    self.range = range
    self.message = message
    self.notes = notes
    self.fix = fix
  }

  package init(
    _ identifier: Identifier, _ severity: Severity = .error, at location: SourceLocation,
    _ message: String, notes: [Note] = [], in block: CodeBlock.Meaning? = nil
  ) {
    self.init(identifier, severity, at: SourceRange(location), message, notes: notes)
    self.block = block
  }

  /// It and its notes, a line each, as they are printed and reported.
  package var lines: [(severity: Severity, range: SourceRange, message: String)] {
    [(severity, range, message)] + notes.map { (.note, $0.range, $0.message) }
  }
}

extension Diagnostic: CustomStringConvertible {
  package var description: String { "\(location): \(severity.rawValue): \(message)" }
}

/// What is wrong with a book, or with what is needed of it, all of it, in the order of files and lines.
package struct MalformedBook: Error, Sendable {
  package var diagnostics: [Diagnostic]

  package init(diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }
}
