package import WorkbookModel

/// A page in the place of one that can't be made; only previews show it.
package struct StandInPage: Sendable {
  private let title: String
  private let content: HTML

  /// Makes the page of a chapter that can't be read.
  ///
  /// - Parameters:
  ///   - title: What can't be read.
  ///   - diagnostics: Why.
  package init(_ title: String, diagnostics: [Diagnostic]) {
    self.title = title
    content = """
      <h1 id="malformed">\(title)</h1>
      \(FailureWriter.html(diagnostics))
      """
  }

  /// Makes a page with a sentence.
  ///
  /// - Parameters:
  ///   - title: What is the matter.
  ///   - message: What there is to say about it.
  package init(_ title: String, message: String) {
    self.title = title
    content = "<h1>\(title)</h1>\n<p>\(message)</p>\n"
  }

  package var text: String {
    Page(path: "", title: title, description: title, content: content).textAlone
  }
}
