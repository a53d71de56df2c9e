import WorkbookModel
import WorkbookVerify

/// Writes what an author is told, where it is about; only previews show it, as a site is made only of a book
/// that verifies.
enum FailureWriter {
  /// A terminal that has no run to show.
  ///
  /// - Parameters:
  ///   - example: The name of the example that it belongs to.
  ///   - index: Which of the example's terminals it is.
  ///   - text: What the chapter says of it.
  ///   - verdict: What is wrong, which the first terminal tells; `nil` if it hasn't been run yet.
  /// - Returns: The terminal as the chapter has it, and before the first one what is wrong.
  static func html(
    _ example: String, terminal index: Int, text: String, _ verdict: Verdict?
  ) -> HTML {
    let badge =
      switch verdict?.outcome {
      case nil, .passed: "not run yet"
      case .failed: "failed"
      case .notBuilt: "not run"
      case .unavailable: "not verified here"
      }
    let failure = index == 0 ? verdict.map(html) ?? "" : ""
    return failure + """
      <figure class="terminal" id="terminal-\(example)-\(index + 1)">
      <figcaption>\(example) <span class="badge">\(badge)</span></figcaption>
      <pre>\(text)</pre>
      </figure>

      """
  }

  private static func html(_ verdict: Verdict) -> HTML {
    switch verdict.outcome {
    case .passed: ""
    case .failed(let differences):
      differences.map { difference in
        html([difference.diagnostic], difference.diff.map { $0.text.joined(separator: "\n") })
      }.joined()
    case .notBuilt(let programs):
      html([
        Diagnostic(
          .notRun, at: verdict.example.location,
          "`\(verdict.example.name)` wasn't run, as \(programs.joined(separator: ", ")) isn't built"
        )
      ])
    case .unavailable: html(verdict.diagnostics)
    }
  }

  /// Writes a list of diagnostics.
  ///
  /// - Parameters:
  ///   - diagnostics: What is wrong.
  ///   - diff: How it differs, if that is what is wrong.
  /// - Returns: The list; empty if there are no diagnostics.
  static func html(_ diagnostics: [Diagnostic], _ diff: String? = nil) -> HTML {
    guard !diagnostics.isEmpty else { return "" }
    let items = diagnostics.flatMap(\.lines).map { line -> HTML in
      """
      <li><code>\(line.range.start.description)</code> \
      <strong>\(line.severity.rawValue):</strong> \(line.message)</li>

      """
    }
    let difference: HTML = diff.map { "<pre class=\"plain\"><code>\($0)\n</code></pre>\n" } ?? ""
    return """
      <div class="failure">
      <ul>
      \(items.joined())</ul>
      \(difference)</div>

      """
  }
}
