import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookVerify

/// The page of one chapter.
struct ChapterPage {
  let book: Book
  /// Which of the book's chapters it is.
  let index: Int
  let runs: Runs

  /// What is known of the book's examples and listings.
  struct Runs {
    /// By the example's name.
    let verdicts: [String: Verdict]
    /// What was seen of the examples' programs, by name.
    let traces: [String: TracedRun]
    /// What is known of the words of listings, by the listing's text.
    let highlights: [String: HighlightedSource]
    /// What the compiler said, by chapter.
    let diagnostics: [String: [Diagnostic]]
    /// Where the book says how to run an example, if it does.
    let explanation: String?
  }

  private var chapter: Chapter { book.chapters[index] }

  var page: Page {
    let words = ListingWords(of: chapter, runs.highlights)
    return Page(
      path: chapter.page, title: chapter.title,
      description: chapter.summary ?? chapter.title, head: words.style,
      content: "\(content(in: .chapter, words))\(pager)\(words.declarations)")
  }

  /// All of the chapter, as a page or a part of one.
  func content(in scope: Scope, _ words: ListingWords) -> HTML {
    var prose = ProseWriter(headings: chapter.headings, scope: scope) { code($0, words, in: scope) }
    var content = FailureWriter.html(diagnostics.filter { !isShown($0) })
    var drawn: Set<String> = []
    for group in groups {
      guard let verdict = group.example.flatMap({ runs.verdicts[$0] }), verdict.passed else {
        content += group.blocks.map { prose.html($0) }.joined()
        continue
      }
      let example = verdict.example
      if group.blocks.count > 1 {
        let timeline = timeline(of: group)
        let figures = group.blocks.map { figure($0, of: example, timeline, in: scope) }
        content += """
          <div class="terminals\(timeline == nil ? "" : " timed")"\(size(group, timeline))>
          \(figures.joined())</div>

          """
        if isLast(group, of: example) { content += command(repeating: example, in: scope) }
      } else {
        content += group.blocks.map { prose.html($0) }.joined()
      }
      guard isLast(group, of: example), drawn.insert(example.name).inserted else { continue }
      content += pictures(of: verdict).map { $0.html(in: scope) }.joined()
    }
    return content
  }

  /// What is drawn of a run: the calls, where they are known, and what the chapter asks for.
  private func pictures(of verdict: Verdict) -> [Picture] {
    let example = verdict.example
    let trace = runs.traces[example.name]
    let calls = trace.flatMap { CallPicture($0.order, of: example) }?.picture
    let others = Example.Picture.allCases.filter(example.pictures.contains).map {
      kind -> Picture? in
      switch kind {
      case .packets: trace.flatMap { PacketPicture($0, of: example) }?.picture
      case .hosts: trace.flatMap { HostPicture($0, of: example, in: book.configuration) }?.picture
      case .queues: QueuePicture(verdict, trace)?.picture
      }
    }
    return ([calls] + others).compactMap(\.self)
  }

  private var diagnostics: [Diagnostic] { runs.diagnostics[chapter.name] ?? [] }

  private func code(
    _ block: CodeBlock, _ words: ListingWords, in scope: Scope
  ) -> HTML {
    let failures = FailureWriter.html(diagnostics.filter { isAbout($0, block) })
    if let (listing, piece) = chapter.listing(at: block) {
      return ListingWriter.html(listing, piece, of: chapter, words, in: scope) + failures
    }
    if let (example, terminal) = chapter.terminal(at: block),
      let index = example.terminals.firstIndex(of: terminal)
    {
      guard let verdict = runs.verdicts[example.name], verdict.passed else {
        return FailureWriter.html(
          example, terminal: index, text: block.text, runs.verdicts[example.name])
      }
      let figure = TerminalWriter.html(verdict, terminal: index, in: scope)
      let isLast = index == example.terminals.count - 1
      return isLast ? figure + command(repeating: example, in: scope) : figure
    }
    if let layout = chapter.layout(at: block) {
      let all = chapter.layouts.filter { $0.example == layout.example }
      let number = (all.firstIndex(of: layout) ?? 0) + 1
      return BytePicture(layout: layout, number: number).picture.html(in: scope)
    }
    return ListingWriter.plain(
      block.text, words.writer(of: chapter.fragment(at: block)?.text)) + failures
  }

  private func command(repeating example: Example, in scope: Scope) -> HTML {
    TerminalWriter.command(repeating: example, runs.explanation, in: scope)
  }

  private func isAbout(_ diagnostic: Diagnostic, _ block: CodeBlock) -> Bool {
    diagnostic.location.file == chapter.path && block.lines.contains(diagnostic.location.line)
  }

  /// Whether a diagnostic is shown below a code block, and not above the page.
  private func isShown(_ diagnostic: Diagnostic) -> Bool {
    chapter.blocks.flattened.contains { block in
      if case .code(let code) = block.kind { isAbout(diagnostic, code) } else { false }
    }
  }

  // MARK: Terminals side by side

  /// Blocks that belong together: one, or neighbouring terminals of one example.
  private struct Group {
    var blocks: [Block]
    /// The name of the example, where they are terminals.
    var example: String?
  }

  private var groups: [Group] {
    var groups: [Group] = []
    for block in chapter.blocks {
      // Comments come between blocks only for authors.
      if case .html(let text) = block.kind, text.hasPrefix("<!--") { continue }
      let example = terminal(at: block)?.example.name
      if example != nil, groups.last?.example == example {
        groups[groups.count - 1].blocks.append(block)
      } else {
        groups.append(Group(blocks: [block], example: example))
      }
    }
    return groups
  }

  private func terminal(at block: Block) -> (example: Example, terminal: Terminal)? {
    guard case .code(let code) = block.kind else { return nil }
    return chapter.terminal(at: code)
  }

  private func figure(
    _ block: Block, of example: Example, _ timeline: Timeline?, in scope: Scope
  ) -> HTML {
    guard let (_, terminal) = terminal(at: block), let verdict = runs.verdicts[example.name],
      let index = example.terminals.firstIndex(of: terminal)
    else { return "" }
    return TerminalWriter.html(verdict, terminal: index, timeline: timeline, in: scope)
  }

  /// How wide terminals may be for so many to stand side by side.
  private static let mostColumns = 3

  /// Where the lines of a group stand, if the whole example is in it and the lines are the run's.
  private func timeline(of group: Group) -> Timeline? {
    guard let name = group.example, let verdict = runs.verdicts[name],
      let order = runs.traces[name]?.order,
      let recording = verdict.recording,
      (2...Self.mostColumns).contains(group.blocks.count),
      group.blocks.count == verdict.example.terminals.count
    else { return nil }
    let timeline = Timeline(order, of: verdict.example)
    for (places, terminal) in zip(timeline.commands, recording.terminals) {
      for (place, command) in zip(places, terminal.commands)
      where place.output.count != command.lines.count { return nil }
    }
    return timeline
  }

  private func size(_ group: Group, _ timeline: Timeline?) -> HTML {
    guard let timeline else { return "" }
    // One more for the captions.
    return
      " style=\"--columns:\(group.blocks.count);--rows:\(timeline.rowCount + 1)\""
  }

  private func isLast(_ group: Group, of example: Example) -> Bool {
    guard let block = group.blocks.last, let (_, terminal) = terminal(at: block) else {
      return false
    }
    return terminal == example.terminals.last
  }

  // MARK: From page to page

  private var pager: HTML {
    func link(_ number: Int, _ relation: HTML, _ words: HTML) -> HTML {
      guard book.chapters.indices.contains(number) else { return "" }
      let other = book.chapters[number]
      return """
        <a rel="\(relation)" href="\(other.page)"><span class="note">\(words)</span> \(other.title)</a>

        """
    }
    return """
      \(edit)<nav class="pager" aria-label="Previous and next chapter">
      \(link(index - 1, "prev", "Previous:"))\(link(index + 1, "next", "Next:"))</nav>

      """
  }

  private var edit: HTML {
    guard let repository = book.configuration.repository else { return "" }
    return """
      <p class="edit"><a href="\(Address(repository).text)/edit/main/\(chapter.path)">Edit this page</a></p>

      """
  }
}
