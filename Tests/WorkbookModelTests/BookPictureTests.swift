import FoundationEssentials
import Testing
import WorkbookTestSupport

@testable import WorkbookModel

/// The pictures that chapters show.
@Suite struct BookPictureTests {
  private static let png = Data.png()

  @Test(arguments: [
    ("a.png", png), ("a.PNG", png), ("img/a.jpg", Data([0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xD9])),
    ("a.gif", Data("GIF89a;".utf8)),
    ("a.webp", Data("RIFF\u{4}\0\0\0WEBP".utf8)),
    ("a.svg", Data("<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"1\"/></svg>".utf8)),
    ("a b.png", png), ("a.jpg", Data([0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xD9]) + Data(count: 1000)),
    (
      "a.svg",
      Data(
        """
        <?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/a.dtd">
        <svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="#a"/><g style="fill:url(#b)"/>
        <image href="data:image/png;base64,AA"/><text font-family="serif">once = 1</text></svg>
        """.utf8)
    ),
  ])
  func `a picture is read`(name: String, bytes: Data) async throws {
    try await TemporaryFolder.with { folder in
      try folder.write(bytes, to: "chapters/\(name)")
      let book = try folder.book(
        "![a](<\(name)>) ![b](<./\(name)>)\n\n[![c][d]](#test)\n\n[d]: <\(name)>")
      #expect(book.pictures == [BookPicture(path: "chapters/\(name)", bytes: bytes)])
    }
  }

  @Test(arguments: [
    ("a.png", Data("GIF89a".utf8), "the file is no picture in this format"),
    ("a.svg", Data("<html></html>".utf8), "the file is no picture in this format"),
    ("a.svg", Data("<svg><script>a</script></svg>".utf8), "the drawing runs or loads something"),
    ("a.svg", Data("<svg ONLOAD = 'a'></svg>".utf8), "the drawing runs or loads something"),
    ("a.svg", Data("<svg><s:Script/></svg>".utf8), "the drawing runs or loads something"),
    ("a.svg", Data("<svg><a href='JavaScript:a'/></svg>".utf8), "the drawing runs or loads"),
    ("a.svg", Data("<svg><foreignObject/></svg>".utf8), "the drawing runs or loads something"),
    ("a.svg", Data("<svg><a href=\"&#106;avascript:a\"/></svg>".utf8), "the drawing runs or loads"),
    ("a.svg", Data("<svg><image href='http://a/b.png'/></svg>".utf8), "the drawing runs or loads"),
    (
      "a.svg", Data("<svg style='fill:url(http://a)'/>".utf8), "the drawing runs or loads something"
    ),
    ("a.svg", Data("<svg><style>@import 'a'</style></svg>".utf8), "the drawing runs or loads"),
    ("a.svg", Data("<svg><x1:script/></svg>".utf8), "the drawing runs or loads something"),
    ("a.svg", Data("<svg/onload=a>".utf8), "the drawing runs or loads something"),
    ("a.svg", Data("<svg style='fill:u\\72l(//a)'></svg>".utf8), "the drawing runs or loads"),
    ("a.svg", Data("<svg><style>@\\69mport '//a'</style></svg>".utf8), "the drawing runs or loads"),
    (
      "a.svg", Data("<svg><style>a{b:&#117;rl(//a)}</style></svg>".utf8),
      "the drawing runs or loads"
    ),
    (
      "a.svg", Data("<svg><style>a{b:&#x75;rl(//a)}</style></svg>".utf8),
      "the drawing runs or loads"
    ),
    ("a.svg", Data("<svg style=\"fill:image-set('//a' 1x)\"></svg>".utf8), "the drawing runs or"),
    ("a.svg", Data("<svg xml:base='//a'></svg>".utf8), "the drawing runs or loads something"),
    ("a.svg", Data("<?xml version='1.0' encoding='utf-7'?><svg></svg>".utf8), "the drawing runs"),
    (
      "a.svg", Data("<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'a'>]><svg></svg>".utf8),
      "the drawing runs"
    ),
    ("a.svg", Data("<svg><h:img src='//a'/></svg>".utf8), "the drawing runs or loads something"),
    ("a.svg", Data("<svg><h:meta content='//a'/></svg>".utf8), "the drawing runs or loads"),
    ("a.svg", Data("<svg><rect cursor='\\75rl(//a)'/></svg>".utf8), "the drawing runs or loads"),
    ("a.svg", Data("<svg><rect".utf8), "the end of the file is missing"),
    ("a.png", png.prefix(12), "the end of the file is missing"),
    ("a.jpg", Data([0xFF, 0xD8, 0xFF, 0xE0]), "the end of the file is missing"),
    ("a.gif", Data("GIF89a".utf8), "the end of the file is missing"),
    ("a.webp", Data("RIFF\u{5}\0\0\0WEBP".utf8), "the end of the file is missing"),
    ("a.html", Data("<svg>".utf8), "its name doesn't end as that of a picture does"),
    ("a.png", Data(count: BookPicture.largest + 1), "the file is larger than 4 MiB"),
    ("a.png/b", png, "it is no file"),
  ])
  func `what is no picture is told`(name: String, bytes: Data, reason: String) async throws {
    let shown = name == "a.png/b" ? "a.png" : name
    let diagnostics = try await mistakes { folder in
      try folder.write(bytes, to: "chapters/\(name)")
      return try folder.book("![a](\(shown == "a.html" ? "img/../x/a.html" : shown))")
    }
    let words = shown == "a.html" ? "img/../x/a.html" : shown
    #expect(diagnostics.count == 1)
    #expect(
      diagnostics.first?.message.hasPrefix("the picture \"\(words)\" can't be shown: \(reason)")
        == true, "\(diagnostics)")
  }

  @Test func `links to pictures aren't followed`() async throws {
    let diagnostics = try await mistakes { folder in
      try folder.write(Self.png, to: "a.png")
      try folder.write("", to: "chapters/.keep")
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appending(path: "chapters/b.png").path, withDestinationPath: "../a.png")
      return try folder.book("![a](../a.png)\n![b](b.png)\n![c](.hidden/c.png)")
    }
    #expect(diagnostics.map(\.location.line) == [4, 5])
  }

  @Test func `all pictures together have a limit`() async throws {
    let count = BookPicture.largestSum / BookPicture.largest + 1
    let diagnostics = try await mistakes { folder in
      let bytes = Data.png(count: BookPicture.largest)
      for index in 1...count { try folder.write(bytes, to: "chapters/\(index).png") }
      return try folder.book((1...count).map { "![](\($0).png)" }.joined(separator: "\n"))
    }
    #expect(diagnostics.map(\.location.line) == [2 + count])
  }
}
