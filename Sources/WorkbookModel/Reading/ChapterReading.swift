import WorkbookSupport

/// What reading one chapter of a book gave.
struct ChapterReading: Sendable {
  let name: String
  /// The chapter as far as it can be read; `nil` if it is none.
  let chapter: Chapter?
  /// What is wrong with it.
  var problems: ProblemList

  var isSound: Bool { chapter != nil && problems.isEmpty }
  /// The chapter, if nothing is wrong with it.
  var sound: Chapter? { isSound ? chapter : nil }

  /// What is left out of the book, if something is wrong with it.
  var malformed: MalformedChapter? {
    guard !isSound else { return nil }
    let path = "chapters/\(name).md"
    return MalformedChapter(
      path: path, name: name, examples: chapter.map { $0.examples.map(\.name) } ?? [],
      mistakes: problems.diagnostics.sorted { $0.location < $1.location },
      standIn: chapter?.standIn ?? Chapter(standingInFor: name, path: path, title: name))
  }

  /// Checks what depends on the book's configuration; none of it if that isn't known.
  mutating func check(for configuration: BookConfiguration?) {
    guard let chapter, let configuration else { return }
    checkHosts(of: chapter, known: (configuration.hosts ?? [:]).keys.sorted())
    if let limits = configuration.listings { checkListings(of: chapter, limits) }
  }

  /// Checks that the hosts of prompts exist, and that every terminal of an example is on one where any is.
  private mutating func checkHosts(of chapter: Chapter, known: [String]) {
    for example in chapter.examples {
      let hasHosts = example.terminals.contains { $0.host != nil }
      for terminal in example.terminals where hasHosts {
        let location = terminal.steps.first?.location ?? terminal.location
        switch terminal.host {
        case nil: problems.report(.missingHost, at: location)
        case let host? where !known.contains(host):
          problems.report(.unknownHost(host, known: known), at: location)
        default: break
        }
      }
    }
  }

  private mutating func checkListings(of chapter: Chapter, _ limits: ListingSize) {
    for listing in chapter.listings {
      check(listing.name, listing.text.wholeLines, limits) {
        listing.location(ofLine: $0, column: $1)
      }
    }
    for fragment in chapter.fragments {
      check("this listing", fragment.text.wholeLines, limits) { line, column in
        var location = fragment.location.advanced(byLines: line - 1)
        location.column = column
        return location
      }
    }
  }

  private mutating func check(
    _ name: String, _ lines: ArraySlice<Substring>, _ limits: ListingSize,
    _ location: (Int, Int) -> SourceLocation
  ) {
    if let limit = limits.lines, lines.count > limit {
      problems.report(
        .tooManyLines(name, count: lines.count, limit: limit), at: location(limit + 1, 1))
    }
    guard let limit = limits.columns else { return }
    for (index, line) in lines.enumerated() where line.utf8.count > limit && line.count > limit {
      let place = location(index + 1, limit + 1)
      // An included file has a style of its own, and the chapter can't break its lines.
      guard place.file.hasPrefix("chapters/") else { continue }
      problems.report(.tooManyColumns(count: line.count, limit: limit), at: place)
    }
  }
}
