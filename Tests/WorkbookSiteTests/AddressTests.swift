import Testing
import WorkbookModel
import WorkbookSite
import WorkbookTestSupport

/// Where the links and the pictures of a chapter lead, which a stranger may have written.
@Suite struct AddressTests {
  /// Ways to write an address that browsers take for a program, or that look like one.
  static let harmful = [
    "[a](javascript:alert(1))",
    "[a](JavaScript:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](javascript&colon;alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](java&Tab;script:alert(1))",
    "[a](java&NewLine;script:alert(1))",
    "[a](java&#13;script:alert(1))",
    "[a](javascript&Tab;:alert(1))",
    "[a](&#1;javascript:alert(1))",
    "[a](&#31;&#32;&#8;javascript:alert(1))",
    "[a](&#32;javascript:alert(1))",
    "[a](&Tab;javascript:alert(1))",
    "[a](&NewLine;javascript:alert(1))",
    "[a](&#13;javascript:alert(1))",
    "[a](&#12;javascript:alert(1))",
    "[a](<java\tscript:alert(1)>)",
    "[a](<  javascript:alert(1)>)",
    "[a](javascript:&sol;&sol;%0Aalert(1))",
    "[a](javascript:alert(1).md)",
    "[a](&#32;javascript:alert.md#x)",
    "[a](&#1;vbscript:x)",
    "[a](&Tab;data:text/html,<script>alert(1)</script>)",
    "[a](&#32;file:///etc/passwd)",
    "[a](&NewLine;blob:https://example.org/1)",
    "[a](view-source&Tab;:https://example.org)",
    "<javascript:alert(1)>",
    "<JAVASCRIPT:alert(1)>",
    "[a]\n\n[a]: java&Tab;script:alert(1)",
    "[a]\n\n[a]: <java\tscript:alert(1)> \"Title\"",
    "[a][b]\n\n[b]: &#1;javascript:alert(1)",
    "| a |\n|---|\n| [a](java&Tab;script:alert(1)) |",
    "| a |\n|---|\n| <javascript:alert(1)> |",
    "> - *[a](&#32;javascript:alert(1))*",
    "## [a](java&NewLine;script:alert(1))",
    "[![a](java&Tab;script:alert(1))](&#1;javascript:alert(1))",
    "![a](&#1;javascript:alert(1))",
    "![a](&Tab;data:image/svg+xml,<svg/>)",
    "[a](%6Aavascript:alert.md)",
    "[a](%6Aavascript:alert.html#%22)",
  ]

  @Test(arguments: harmful)
  func `no address of a chapter is a program to a browser`(markdown: String) throws {
    let site = Site(try .unchecked(markdown), verdicts: [], stamp: .madeUp)
    for file in [Site.File.chapter(0), .wholeBook] {
      let addresses = Browser.addresses(on: site.text(of: file))
      #expect(addresses.count > 5)
      for address in addresses {
        let scheme = Browser.scheme(of: address)
        #expect([nil, "http", "https", "mailto"].contains(scheme), "\(address)")
      }
    }
  }

  @Test(arguments: [
    // What isn't allowed leads nowhere.
    ("javascript:alert(1)", "#"),
    ("&#1;java&Tab;script:alert(1)", "#"),
    ("tel:112", "tel:112"),
    ("c:/windows", "#"),
    // What browsers leave out is left out.
    ("&#32;https://example.org/&#32;", "https://example.org/"),
    ("&#1;&Tab;04-tcp.md&#31;", "04-tcp.html"),
    ("ht&Tab;tps://exa&NewLine;mple.org/", "https://example.org/"),
    ("mail&#13;to:a@example.org", "mailto:a@example.org"),
    ("&#32;#a&Tab;b", "#ab"),
    // In the middle of a scheme a control character or a space makes it none.
    ("java&#1;script:alert(1)", "java%01script:alert(1)"),
    ("<java script:alert(1)>", "java%20script:alert(1)"),
    ("javascript&#32;:alert(1)", "javascript%20:alert(1)"),
    // Browsers leave no other spaces out, and other programs might.
    ("&nbsp;javascript:alert(1)", "%C2%A0javascript:alert(1)"),
    ("&#x2003;javascript:alert(1)", "%E2%80%83javascript:alert(1)"),
    ("&#x2028;javascript:alert(1)", "%E2%80%A8javascript:alert(1)"),
    ("&#xFEFF;javascript:alert(1)", "%EF%BB%BFjavascript:alert(1)"),
    ("&#x200B;javascript:alert(1)", "%E2%80%8Bjavascript:alert(1)"),
    ("&#x85;javascript:alert(1)", "%C2%85javascript:alert(1)"),
    ("&#127;javascript:alert(1)", "%7Fjavascript:alert(1)"),
    // Letters of other alphabets are in no scheme, and a colon may be part of a name.
    ("jаvascript:alert(1)", "jаvascript:alert(1)"),
    ("java%73cript:alert(1)", "java%73cript:alert(1)"),
    ("javascript%3Aalert(1)", "javascript%3Aalert(1)"),
    ("1javascript:alert(1)", "1javascript:alert(1)"),
    ("./javascript:alert(1)", "./javascript:alert(1)"),
    (":alert(1)", ":alert(1)"),
    // A backslash is a slash to browsers, unless it stands in a question or behind #.
    (#"a\\b\\c?d\\e#f\\g"#, #"a/b/c?d\e#f\g"#),
    (#"https:\\\\example.org\\a"#, "https://example.org/a"),
    (#"mailto:a\\b@example.org"#, #"mailto:a\b@example.org"#),
    // What leads to another host says how, as a page may be read from disk.
    ("//example.org/a", "https://example.org/a"),
    (#"/\\example.org/a"#, "https://example.org/a"),
    (#"\\\\\\example.org/a"#, "https://example.org/a"),
    ("/&Tab;/example.org/a", "https://example.org/a"),
    // What a browser would look for beside the page, or on a host, depending on where the page is.
    ("https:example.org", "https://example.org"),
    ("http:/example.org", "http://example.org"),
    ("https:////example.org", "https://example.org"),
    // What would end an attribute doesn't.
    ("<a b\"c>", "a%20b%22c"),
    ("a&quot;onclick=alert(1)", "a%22onclick=alert(1)"),
    ("a&lt;b&gt;", "a%3Cb%3E"),
    ("a&#x301;b&#8;", "a\u{301}b"),
  ])
  func `an address is written so that it can be read in one way`(
    markdown: String, written: String
  ) throws {
    try expect(markdown, leadsTo: written)
  }

  @Test(arguments: [
    "", "#test", "a.html", "a/b.html?c=d#e", "../a", "./a", "/a", "?a", "a.png", "a%3Ab/c",
    "http://example.org", "https://example.org/a/b?c=d&e=f#g", "HTTPS://Example.ORG/",
    "https://user@example.org:8080/", "http://[::1]:8080/a", "http://127.0.0.1/",
    "https://example.org/a%20b%", "https://example.org/~a/(b)/c;d,e!f'g*h+i@j$k=l",
    "https://example.org/?a={b}|c^d`e[f]", "https://de.wikipedia.org/wiki/Köln",
    "https://例え.jp/経路?質問#章", "https://example.org/🙂", "https://example.org//a//b",
    "https://example.org/#:~:text=a:b", "https://example.org/a:b", "a/b:c", "?a#b:c",
    "mailto:a@example.org?subject=b%20c", "MAILTO:a@example.org",
  ])
  func `an address that is one already stays as it is`(address: String) throws {
    try expect("<\(address)>", leadsTo: address)
  }

  @Test(arguments: [
    ("#a-heading", "#a-heading", "#01-test--a-heading"),
    ("01-test.md", "01-test.html", "#01-test"),
    ("01-test.md#a-heading", "01-test.html#a-heading", "#01-test--a-heading"),
    ("&#1;01-test.md&#31;", "01-test.html", "#01-test"),
    ("a.md?b", "a.md?b", "a.md?b"),
    ("a&#x301;/b.md&#x301;", "a\u{301}/b.md\u{301}", "a\u{301}/b.md\u{301}"),
  ])
  func `a chapter and a heading are led to on each page`(
    markdown: String, onItsOwn: String, inTheBook: String
  ) throws {
    try expect(markdown, leadsTo: onItsOwn)
    try expect(markdown, leadsTo: inTheBook, on: .wholeBook)
  }

  @Test(arguments: [
    ("![a *b*](a.png \"c\")", "<img src=\"pictures/chapters/a.png\" alt=\"a b\" title=\"c\">"),
    ("![a](https://example.org/a.png)", "<a href=\"https://example.org/a.png\">a</a>"),
    ("![a](//example.org/a.png)", "<a href=\"https://example.org/a.png\">a</a>"),
    ("[*![a](https://example.org/a.png)*](b/c.html)", "<a href=\"b/c.html\"><em>a</em></a>"),
    ("![a](&#32;b&Tab;.png)", "<img src=\"pictures/chapters/b.png\" alt=\"a\">"),
    ("![a](a%23b%25.png)", "<img src=\"pictures/chapters/a%23b%25.png\" alt=\"a\">"),
    ("![a *b*](javascript:alert(1))", "a b"),
    ("![<](data:image/png,a)", "&lt;"),
    ("![a](mailto:a@example.org)", "a"),
    ("![a]()", "a"),
    ("![a](&#32;)", "a"),
  ])
  func `a picture that can't be one is its words`(markdown: String, html: String) throws {
    let site = Site(try .unchecked(markdown), verdicts: [], stamp: .madeUp)
    #expect(site.text(of: .chapter(0)).contains("<p>\(html)</p>"))
    #expect(site.text(of: .wholeBook).contains("<p>\(html)</p>"))
  }

  @Test func `an address of workbook.json is written so that it can be read in one way`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let book = try folder.book(
        "A",
        configuration: """
          { "title": "A", "repository": "https://example.org\\\\a\\u0001b",
            "url": "http://example.org/b\\u007f" }
          """)
      let site = Site(book, verdicts: [], stamp: .madeUp)
      let page = site.text(of: .chapter(0))
      #expect(page.contains("<a href=\"https://example.org/a%01b/edit/main/chapters/01-test.md\">"))
      #expect(page.contains("content=\"http://example.org/b%7F/01-test.html\""))
      #expect(page.contains("rel=\"canonical\" href=\"http://example.org/b%7F/01-test.html\""))
      #expect(
        site.text(of: .sitemap).contains("<loc>http://example.org/b%7F/01-test.html</loc>"))
    }
  }

  private func expect(
    _ markdown: String, leadsTo written: String, on file: Site.File = .chapter(0)
  ) throws {
    let book = try Book.unchecked("[a](\(markdown))\n\n## A heading")
    let page = Site(book, verdicts: [], stamp: .madeUp).text(of: file)
    let start = try #require(page.firstRange(of: "<p><a href=\"")).upperBound
    let attribute = page[start...].prefix { $0 != "\"" }
    #expect(Browser.unescaped(attribute) == written)
  }
}

/// Reads addresses as the URL Standard does (https://url.spec.whatwg.org/#concept-basic-url-parser), without
/// what the tool does for that.
private enum Browser {
  /// Every address on a page, without its entities.
  static func addresses(on page: String) -> [String] {
    page.matches(of: /<[^>]*? (?:href|src)="([^"]*)"/).map { unescaped($0.1) }
  }

  static func unescaped(_ attribute: some StringProtocol) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")].reduce(String(attribute)) {
      $0.replacing($1.0, with: $1.1)
    }
  }

  /// What a browser takes for the scheme of an address; nothing for a relative one.
  static func scheme(of address: String) -> String? {
    var rest = Array(address.unicodeScalars).drop { $0.value <= 0x20 }
    rest.removeAll { ["\t", "\n", "\r"].contains($0) }
    guard let colon = rest.firstIndex(of: ":"), let first = rest.first,
      first.isASCII, first.properties.isAlphabetic
    else { return nil }
    let scheme = rest[..<colon]
    guard
      scheme.allSatisfy({
        $0.isASCII
          && ($0.properties.isAlphabetic || $0.properties.numericType != nil
            || ["+", "-", "."].contains($0))
      })
    else { return nil }
    return String(String.UnicodeScalarView(scheme)).lowercased()
  }
}
