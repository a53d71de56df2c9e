import FoundationEssentials
import Glibc
import Testing
import WorkbookModel
import WorkbookTestSupport

@testable import WorkbookSite

@Suite struct HighlightingTests {
  private let chapter = """
    ```swift a.swift highlight=2
    let 👋a = "<👋\u{338}>"; f(👋a)
    f(👋a) // twice
    // snippet.hide
    f(👋a)
    // snippet.show
    ```

    ```swift a.swift continued
    f(👋a)
    ```

    ```swift
    f(1)
    ```

    ```text
    f(1)
    ```
    """

  private let a = Declaration(text: "let 👋a: String", documentation: "")
  private let f = Declaration(text: "func f<T>(_ x: T)", documentation: "Does \"it\" & more.")

  private func tokens(of words: [(Int, Range<Int>, HighlightedSource.Kind, Int?)])
    -> [HighlightedSource.Token]
  {
    words.map { .init(line: $0.0, columns: $0.1, kind: $0.2, declaration: $0.3) }
  }

  private func highlights(of chapter: Chapter) -> [String: HighlightedSource] {
    let listing = HighlightedSource(
      tokens: tokens(of: [
        (1, 0..<3, .keyword, nil), (1, 4..<7, .variable, 0), (1, 10..<17, .string, nil),
        (1, 19..<20, .function, 1), (1, 21..<24, .variable, 0),
        (2, 0..<1, .function, 1), (2, 2..<5, .variable, 0), (2, 7..<15, .comment, nil),
        (4, 0..<1, .function, 1), (4, 2..<5, .variable, 0),
        (6, 0..<1, .function, 1), (6, 2..<5, .variable, nil),
        // A token that isn't in the line is passed over.
        (6, 9..<12, .variable, 0),
      ]), declarations: [a, f])
    let fragment = HighlightedSource(
      tokens: tokens(of: [(1, 0..<1, .function, 0), (1, 2..<3, .number, nil)]), declarations: [f])
    return [chapter.listings[0].text: listing, chapter.fragments[0].text: fragment]
  }

  @Test func `listings are coloured, and each declaration stands once`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(chapter)
      _ = try await Site(
        book, verdicts: [], highlights: highlights(of: book.chapters[0]), stamp: .madeUp
      )
      .write()
      try Golden.expect(folder.text(of: "site/01-test.html"), equals: "highlighted.html")
    }
  }

  @Test func `marking words changes no text`() async throws {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(chapter)
      func listings(_ highlights: [String: HighlightedSource]) -> String {
        let page = Site(book, verdicts: [], highlights: highlights, stamp: .madeUp)
          .text(of: .chapter(0))
        return page.matches(of: /(?s)<pre.*?<\/pre>/).map(\.output).joined()
          .replacing(/<[^>]*>/, with: "")
      }
      #expect(listings(highlights(of: book.chapters[0])) == listings([:]))
    }
  }

  @Test func `what is escaped is scalars, not characters`() {
    // To Swift, each of these is one character with the accent that follows it.
    #expect(HTML(escaping: "<\u{338}\"\u{301}").text == "&lt;\u{338}&quot;\u{301}")
    #expect(HTML(text: "<\u{338}&\u{301} a > \"b\"").text == "&lt;\u{338}&amp;\u{301} a > \"b\"")
  }

  // MARK: Contrast

  /// Colours of the style sheet by name, light and dark.
  private func colours() -> (light: [String: String], dark: [String: String]) {
    let style = String(decoding: PackageResources.style_css, as: UTF8.self)
    var (light, dark): ([String: String], [String: String]) = ([:], [:])
    let declaration =
      /--(?<name>[a-z-]+): *(?:light-dark\((?<light>#[0-9a-f]{6}), *(?<dark>#[0-9a-f]{6})\)|(?<only>#[0-9a-f]{6}));/
    for match in style.matches(of: declaration) {
      let name = String(match.name)
      if let pair = match.light, let other = match.dark {
        (light[name], dark[name]) = (String(pair), String(other))
      } else if let only = match.only {
        // What is said again is said of dark screens.
        if light[name] == nil { light[name] = String(only) }
        dark[name] = String(only)
      }
    }
    return (light, dark)
  }

  /// The relative luminance of a colour such as `#1b1f24` (WCAG 2.2, "relative luminance").
  private func luminance(_ colour: String) throws -> Double {
    let number = try #require(Int(colour.dropFirst(), radix: 16))
    let channels = [16, 8, 0].map { shift -> Double in
      let value = Double(number >> shift & 0xFF) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }

  private func contrast(_ one: String, _ other: String) throws -> Double {
    let (first, second) = (try luminance(one), try luminance(other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }

  @Test func `black on white has the contrast that WCAG says`() throws {
    #expect(try abs(contrast("#000000", "#ffffff") - 21) < 0.001)
  }

  @Test(arguments: [
    "text", "keyword", "attribute", "type", "function", "property", "string", "number", "comment",
  ])
  func `every colour can be read on every ground`(name: String) throws {
    let (light, dark) = colours()
    for colours in [light, dark] {
      let colour = try #require(colours[name])
      for ground in ["panel", "mark"] {
        let contrast = try contrast(colour, #require(colours[ground]))
        #expect(contrast >= 4.5, "\(colour) on \(ground)")
      }
    }
  }
}
