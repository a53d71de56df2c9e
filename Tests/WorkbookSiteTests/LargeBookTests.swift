import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookTestSupport

@testable import WorkbookSite

/// What keeps the pages of a book from growing with the book.
@Suite struct LargeBookTests {
  /// Reads a made-up book.
  ///
  /// - Parameters:
  ///   - count: How many chapters it has, up to 10,000.
  ///   - size: How many chapters its parts have; without, it has none.
  ///   - folder: Where it is to be.
  /// - Returns: The book, whose chapters each link to the one before.
  /// - Throws: What reading the book throws.
  private func book(
    of count: Int, inPartsOf size: Int? = nil, in folder: TemporaryFolder
  ) throws -> Book {
    let names = (0..<count).map(name)
    let parts = size.map { size in
      stride(from: 0, to: count, by: size).enumerated().map { number, start in
        let chapters = names[start..<min(count, start + size)].map { "\"\($0)\"" }
        return """
          { "title": "Part \(number)", "chapters": [\(chapters.joined(separator: ", "))] }
          """
      }
    }
    try folder.write(
      "{ \"title\": \"Large\", \"parts\": [\((parts ?? []).joined(separator: ", "))] }",
      to: "chapters/workbook.json")
    for (number, name) in names.enumerated() {
      let link = "[before](\(names[max(0, number - 1)]).md)"
      try folder.write(
        "# Title \(number)\n\nWords `a(b:)`.\n\n## Section\n\n\(link)\n",
        to: "chapters/\(name).md")
    }
    return try Book.read(from: BookFolder(root: folder.url))
  }

  private func name(_ number: Int) -> String {
    let digits = "000\(number)".suffix(4)
    return "\(digits.prefix(2))-c-\(digits.suffix(2))"
  }

  /// The list of chapters beside a page, a link a line: where it leads, and its words.
  private func links(beside file: Site.File, of site: Site) throws -> [String] {
    let page = site.text(of: file)
    let list = try #require(page.firstMatch(of: /(?s)<nav id="chapters".*<\/nav>/))
    return list.output.matches(of: /<a href="([^"]*)"[^>]*>([^<]*)</).map { "\($0.1) \($0.2)" }
  }

  private let ends = [
    "names.html Index of names and errors", "book.html The whole book on one page",
  ]

  @Test func `up to a hundred chapters are listed beside each page`() async throws {
    try await TemporaryFolder.with { folder in
      let site = Site(
        try book(of: Sidebar.mostChapters, in: folder), verdicts: [], stamp: .madeUp)
      let chapters = (0..<Sidebar.mostChapters).map { "\(name($0)).html Title \($0)" }
      #expect(try links(beside: .index, of: site) == chapters + ends)
      let section = "#section Section"
      #expect(
        try links(beside: .chapter(70), of: site)
          == chapters[...70] + [section] + chapters[71...] + ends)
    }
  }

  @Test func `of a larger book, the chapters around the open one are listed`() async throws {
    try await TemporaryFolder.with { folder in
      let site = Site(try book(of: 200, in: folder), verdicts: [], stamp: .madeUp)
      func chapters(_ range: Range<Int>) -> [String] {
        range.map { "\(name($0)).html Title \($0)" }
      }
      let section = ["#section Section"]
      #expect(
        try links(beside: .chapter(100), of: site)
          == ["index.html 70 earlier chapters"] + chapters(70..<101) + section
          + chapters(101..<130) + ["index.html 70 later chapters"] + ends)
      #expect(
        try links(beside: .chapter(0), of: site)
          == chapters(0..<1) + section + chapters(1..<60) + ["index.html 140 later chapters"] + ends
      )
      #expect(
        try links(beside: .chapter(199), of: site)
          == ["index.html 140 earlier chapters"] + chapters(140..<200) + section + ends)
      #expect(
        try links(beside: .index, of: site)
          == chapters(0..<60) + ["index.html 140 later chapters"] + ends)
      // The first page lists them all.
      let index = site.text(of: .index)
      #expect((0..<200).allSatisfy { index.contains("<a href=\"\(name($0)).html\">") })
    }
  }

  @Test func `of a larger book with parts, the open part is listed`() async throws {
    try await TemporaryFolder.with { folder in
      let site = Site(try book(of: 250, inPartsOf: 5, in: folder), verdicts: [], stamp: .madeUp)
      func parts(_ range: Range<Int>) -> [String] {
        range.map { "\(name($0 * 5)).html Part \($0)" }
      }
      #expect(
        try links(beside: .chapter(127), of: site)
          == ["index.html 5 earlier parts"] + parts(5..<25)
          + (125..<128).map { "\(name($0)).html Title \($0)" } + ["#section Section"]
          + (128..<130).map { "\(name($0)).html Title \($0)" }
          + parts(26..<45) + ["index.html 5 later parts"] + ends)
      #expect(site.text(of: .chapter(127)).contains("<p class=\"part\">Part 25</p>\n<ol>"))
      // No chapter is open there, and so no part.
      #expect(
        try links(beside: .notFound, of: site) == parts(0..<40) + ["index.html 10 later parts"]
          + ends
      )
    }
  }

  @Test func `a page takes the same space in any large book`() async throws {
    try await TemporaryFolder.with { folder in
      let sizes = try [300, 600].map { count in
        let site = Site(
          try book(of: count, inPartsOf: 5, in: folder), verdicts: [], stamp: .madeUp)
        return site.text(of: .chapter(152)).utf8.count
      }
      #expect(abs(sizes[0] - sizes[1]) < 100)
    }
  }

  @Test func `a changed word changes a chapter's page, the whole book and the search index`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let book = try book(of: 150, in: folder)
      let site = Site(book, verdicts: [], stamp: .madeUp)
      _ = try await site.write()
      let path = "chapters/\(name(75)).md"
      try folder.write(
        try folder.text(of: path).replacing("before", with: "earlier"), to: path)
      let other = Site(
        try Book.read(from: BookFolder(root: folder.url), reusing: book), verdicts: [],
        stamp: .madeUp)
      let changed = ["\(name(75)).html", "book.html", "search-index.js"]
      #expect(try await other.staleness() == changed.map { .outdated($0) })
      #expect(try await other.write() == changed.map { .outdated($0) })
      #expect(try await other.staleness() == [])
      // What may have changed is told without making it, and is never less.
      let suspects = other.changes(since: site).map(other.name)
      #expect(Set(suspects) == Set(changed + ["names.html"]))
      #expect(other.changes(since: other).isEmpty)
    }
  }

  @Test func `a changed title changes all pages that may list it`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try book(of: 3, in: folder)
      let site = Site(book, verdicts: [], stamp: .madeUp)
      try folder.write("# Other\n\nWords.\n", to: "chapters/\(name(1)).md")
      let other = Site(
        try Book.read(from: BookFolder(root: folder.url), reusing: book), verdicts: [],
        stamp: .madeUp)
      #expect(other.changes(since: site) == Set(other.files))
    }
  }

  @Test func `a book that is read again is the book`() async throws {
    try await TemporaryFolder.with { folder in
      let old = try book(of: 3, in: folder)
      let included = "# One\n\n```text a.txt include=a.txt#a\n```\n\n[up](#one)\n"
      try folder.write("// snippet.a\nold\n// snippet.end\n", to: "a.txt")
      try folder.write(included, to: "chapters/\(name(1)).md")
      let root = BookFolder(root: folder.url)
      let second = try Book.read(from: root, reusing: old)
      #expect(try second == Book.read(from: root))
      // What a chapter includes may be different, though its own text isn't.
      try folder.write("// snippet.a\nnew\n// snippet.end\n", to: "a.txt")
      let third = try Book.read(from: root, reusing: second)
      #expect(third.chapters[1].listings[0].text == "new\n")
      // A chapter that is as it was has a link that leads nowhere now.
      try folder.remove("chapters/\(name(1)).md")
      #expect(try !Book.read(from: root, reusing: old).malformed.isEmpty)
    }
  }
}

/// Comparing pages with files, but for what differs from run to run.
@Suite struct MaskedComparisonTests {
  private func isSame(_ old: String, _ pieces: String...) -> Bool {
    var comparison = MaskedComparison(with: Data(old.utf8), machine: "")
    for piece in pieces { comparison.compare(piece) }
    return comparison.isSame
  }

  private let mark = "<span class=\"varies\" title=\"varies\">"

  private func varying(_ text: String) -> String { "\(mark)\(text)</span>" }

  @Test func `equal texts are the same, others aren't`() {
    #expect(isSame(""))
    #expect(isSame("", ""))
    #expect(isSame("abc", "abc"))
    #expect(
      isSame("a long text of more than eight bytes", "a long text of", " more than eight bytes"))
    #expect(!isSame("a long text of more than eight bytes", "a long text of more than eight bites"))
    #expect(!isSame("abc", "ab"))
    #expect(!isSame("ab", "abc"))
    #expect(!isSame("ab", "ab", "c"))
    #expect(!isSame("abc"))
    #expect(!isSame("a", "b", ""))
  }

  @Test func `what varies may be anything`() {
    let (one, other) = (varying("3 ms"), varying("12 ms"))
    #expect(isSame("a\(one)b", "a\(other)b"))
    #expect(isSame("a\(other)b", "a\(one)b"))
    #expect(isSame("a\(one)b\(other)", "a\(other)", "b\(one)"))
    #expect(isSame("\(varying(""))b", "\(varying("x"))b"))
    #expect(isSame("\(varying("x"))b", "\(varying(""))b"))
    #expect(!isSame("a\(one)b", "a\(other)c"))
    #expect(!isSame("a\(one)b", "a\(other)"))
    #expect(!isSame("a\(one)", "a\(other)b"))
    #expect(isSame("a<tspan class=\"varies\">1</tspan>", "a<tspan class=\"varies\">2</tspan>"))
    // Nothing but the text varies.
    #expect(!isSame("<i>3</i>", "<i>4</i>"))
    #expect(!isSame("\(one)3", "\(other)4"))
    #expect(!isSame("\(mark)3<i></i></span>", "\(mark)4</span>"))
    #expect(!isSame("\(mark)3", "\(mark)4"))
  }

  /// Where a file differs, as the line, what it says from there, and what it should say.
  @Test(arguments: [
    ("a\nb\nc\n", ["a\nb\nc\n"], nil),
    ("a\nb\nc\n", ["a\nb\nx\n"], "3 -c +x"),
    ("a\nb\nc\n", ["a\n", "b\n", "x\n"], "3 -c +x"),
    ("a\nbig\n", ["a\nbit\n"], "2 -g +t"),
    // What may differ above it doesn't count.
    ("a\n\(hole("1"))\nc\n", ["a\n\(hole("22"))\nx\n"], "3 -c +x"),
    // One is longer than the other.
    ("a\nb\n", ["a\n"], "2 -b +"),
    ("a\n", ["a\nb\n"], "2 - +b"),
    ("a\n", ["a\n", "b\n"], "2 - +b"),
    // A stranger's bytes.
    ("a\n\u{1B}[2J\n", ["a\nb\n"], "2 -\\x1B[2J +b"),
  ])
  func `the first line that differs is told`(
    old: String, pieces: [String], difference: String?
  ) {
    var comparison = MaskedComparison(with: Data(old.utf8), machine: "")
    for piece in pieces { comparison.compare(piece) }
    comparison.finish()
    #expect(
      comparison.difference.map { "\($0.line) -\($0.old) +\($0.new)" } == difference)
    #expect(comparison.isSame == (difference == nil))
  }

  private static func hole(_ text: String) -> String {
    "<span class=\"varies\" title=\"varies\">\(text)</span>"
  }
}
