import FoundationEssentials
import WorkbookSupport

extension Book {
  /// Reads a book: its configuration, and every chapter.
  ///
  /// This is the front door of the stage. Nothing is built and nothing is run.
  ///
  /// - Parameters:
  ///   - folder: Where the book is.
  ///   - old: The book as it was read before; chapters whose text is the same aren't read again.
  /// - Returns: The book, all of it.
  /// - Throws: ``MalformedBook`` with everything that is wrong, in any of the files.
  package static func read(
    from folder: BookFolder, reusing old: Book? = nil
  ) throws(MalformedBook) -> Book {
    var problems = ProblemList()
    let names = chapterNames(in: folder, &problems)
    var configurationReader = ConfigurationReader(folder: folder)
    let configuration = configurationReader.read(for: names)
    problems.append(configurationReader.problems)

    var chapters: [Chapter] = []
    let known = Dictionary(
      uniqueKeysWithValues: (old?.chapters ?? []).filter(\.isAlone).map { ($0.name, $0) })
    let read = names.parallelMap { name in
      var reader = ChapterReader(folder: folder, name: name)
      return (chapter: reader.read(reusing: known[name]), problems: reader.problems)
    }
    for (chapter, its) in read {
      if let chapter { chapters.append(chapter) }
      problems.append(its)
    }
    if names.isEmpty {
      problems.report(.noChapters, at: SourceLocation(file: "chapters", line: 1))
    }
    checkExampleNames(chapters, &problems)
    checkHosts(chapters, known: configuration?.hosts, &problems)
    if let limits = configuration?.listings { checkListings(chapters, limits, &problems) }
    // Old links lead where they did, as long as there are the same chapters and headings.
    let isOutlined =
      old.map { old in
        old.chapters.map(\.name) == names
          && old.chapters.map(\.headings) == chapters.map(\.headings)
      } ?? false
    let changed = isOutlined ? chapters.filter { known[$0.name] != $0 } : chapters
    checkLinks(in: changed, of: chapters, names: names, &problems)

    guard var configuration, problems.diagnostics.isEmpty else {
      throw MalformedBook(diagnostics: problems.diagnostics.sorted { $0.location < $1.location })
    }
    // Comparing a configuration with a copy of itself takes no time, however many names it holds.
    if let old, old.configuration == configuration { configuration = old.configuration }
    return Book(
      folder: folder, configuration: configuration, chapters: chapters,
      style: configurationReader.style)
  }

  private static func chapterNames(in folder: BookFolder, _ problems: inout ProblemList) -> [String]
  {
    // Made once, as that takes longer than matching.
    let pattern = /[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*\.md/
    var names: [String] = []
    for file in folder.files.names(in: "chapters").sorted() where file.hasSuffix(".md") {
      if file.wholeMatch(of: pattern) != nil {
        names.append(String(file.dropLast(3)))
      } else {
        problems.report(
          .chapterName(file), at: SourceLocation(file: "chapters/\(file)", line: 1))
      }
    }
    return names
  }

  private static func checkExampleNames(_ chapters: [Chapter], _ problems: inout ProblemList) {
    var first: [String: SourceLocation] = [:]
    for example in chapters.flatMap({ Array($0.examples) }) {
      if let other = first[example.name] {
        problems.report(.repeatedExample(example.name, first: other), at: example.location)
      } else {
        first[example.name] = example.location
      }
    }
  }

  /// Checks that the hosts of prompts exist, where it is known which there are, and that every terminal
  /// of an example is on one where any is.
  private static func checkHosts(
    _ chapters: [Chapter], known hosts: [String: Host]??, _ problems: inout ProblemList
  ) {
    guard let hosts else { return }
    let known = (hosts ?? [:]).keys.sorted()
    for example in chapters.flatMap({ Array($0.examples) }) {
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

  private static func checkListings(
    _ chapters: [Chapter], _ limits: ListingSize, _ problems: inout ProblemList
  ) {
    func check(
      _ name: String, _ lines: ArraySlice<Substring>, _ location: (Int, Int) -> SourceLocation
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
    for chapter in chapters {
      for listing in chapter.listings {
        check(listing.name, listing.text.wholeLines) { listing.location(ofLine: $0, column: $1) }
      }
      for fragment in chapter.fragments {
        check("this listing", fragment.text.wholeLines) { line, column in
          var location = fragment.location.advanced(byLines: line - 1)
          location.column = column
          return location
        }
      }
    }
  }

  /// Checks the links in some chapters, to chapters and to headings.
  private static func checkLinks(
    in changed: [Chapter], of chapters: [Chapter], names: [String], _ problems: inout ProblemList
  ) {
    let anchors = Dictionary(
      uniqueKeysWithValues: chapters.map { ($0.name, Set($0.headings.map(\.anchor))) })
    // A chapter that couldn't be read is one all the same.
    let known = Set(names)
    for chapter in changed {
      for (target, line) in chapter.links {
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        guard !target.contains(":"), parts[0].isEmpty || parts[0].hasSuffix(".md") else { continue }
        let name = parts[0].isEmpty ? chapter.name : String(parts[0].dropLast(3))
        // Made only where there is something to tell.
        func range() -> SourceRange {
          LineMap(file: chapter.path, text: chapter.source).range(of: target, inLine: line)
        }
        if !known.contains(name) {
          let near = names.nearest(to: name).map { "; did you mean \"\($0).md\"?" } ?? ""
          problems.report(
            .brokenLink(target, reason: "there is no such chapter\(near)"), at: range())
        } else if parts.count == 2, let known = anchors[name], !known.contains(String(parts[1])) {
          let near = known.nearest(to: String(parts[1])).map { "; did you mean \"#\($0)\"?" } ?? ""
          problems.report(
            .brokenLink(target, reason: "there is no such heading\(near)"), at: range())
        }
      }
    }
  }
}

extension Chapter {
  /// Whether all that it is made of is its own text.
  fileprivate var isAlone: Bool {
    listings.allSatisfy { $0.pieces.allSatisfy { $0.start.file == path } }
  }

  /// The chapter as it would be with another text.
  ///
  /// - Throws: ``MalformedBook`` with what would be wrong with it.
  package func replacing(source: String, in folder: BookFolder) throws(MalformedBook) -> Chapter {
    var reader = ChapterReader(folder: folder, name: name)
    guard let chapter = reader.read(source), reader.problems.diagnostics.isEmpty else {
      throw MalformedBook(diagnostics: reader.problems.diagnostics)
    }
    return chapter
  }
}
