package import WorkbookEngine
package import WorkbookModel
package import WorkbookVerify

/// What happens while a book is previewed.
package enum PreviewEvent: Sendable {
  /// The verifier does something.
  case verifying(VerifierEvent)
  /// A chapter was verified, and this is what is wrong with it.
  case verified(diagnostics: [Diagnostic], failures: [Verdict])
  /// The book can't be read.
  case malformed([Diagnostic])
  /// Nothing can be built or run.
  case failed(String)
  /// Files of the site changed, so long after the change that made them do so.
  case renewed([String], after: Duration)
}
