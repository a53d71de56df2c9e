import WorkbookModel
import WorkbookVerify

/// Writes the code blocks of a chapter, each as what it is.
struct CodeWriter {
  let chapter: Chapter
  let result: ChapterResult
  let words: ListingWords
  /// Where the book says how to run an example, if it does.
  let explanation: String?
  let scope: Scope

  func html(_ block: CodeBlock) -> HTML {
    switch block.meaning {
    case .listing(let name, let piece):
      guard let listing = chapter.listings[name] else { return plain(block, nil) }
      return ListingWriter.html(listing, piece: piece, of: chapter, words, in: scope)
        + failures(in: block)
    case .terminal(let example, let index): return terminal(index, of: example, block)
    case .bytes(let example, let index):
      guard let layout = chapter.examples[example]?.layouts[index] else { return plain(block, nil) }
      return BytePicture(layout: layout, example: example, number: index + 1)
        .picture.html(in: scope)
    case .fragment(let index): return plain(block, .fragment(index))
    case .plain: return plain(block, nil)
    }
  }

  private func plain(_ block: CodeBlock, _ source: SourceID?) -> HTML {
    ListingWriter.plain(block.text, words.writer(of: source)) + failures(in: block)
  }

  private func terminal(_ index: Int, of name: String, _ block: CodeBlock) -> HTML {
    let verdict = result.examples[name]?.verdict
    guard let verdict, verdict.passed else {
      return FailureWriter.html(name, terminal: index, text: block.text, verdict)
    }
    let figure = TerminalWriter.html(verdict, terminal: index, in: scope)
    let isLast = index == verdict.terminals.count - 1
    return isLast ? figure + repeating(verdict.example) : figure
  }

  /// The line below an example that says how to run it again.
  func repeating(_ example: Example) -> HTML {
    TerminalWriter.command(repeating: example, explanation, in: scope)
  }

  // MARK: What the compiler said

  /// What the compiler said that is about no code block, and is shown above the page.
  var diagnosticsOutsideOfCode: [Diagnostic] { result.diagnostics.filter { $0.block == nil } }

  private func failures(in block: CodeBlock) -> HTML {
    FailureWriter.html(result.diagnostics.filter { $0.block == block.meaning })
  }
}
