import Testing
import WorkbookModel

@Suite struct LinkTargetTests {
  @Test(arguments: [
    ("", LinkTarget.chapter(nil, anchor: nil)), ("#a", .chapter(nil, anchor: "a")),
    ("#a%C3%A9%zz", .chapter(nil, anchor: "aé%zz")), ("#%FF", .chapter(nil, anchor: "%FF")),
    ("02-b.md", .chapter("02-b", anchor: nil)), ("./02-b.md#c", .chapter("02-b", anchor: "c")),
    ("../chapters/02-b.md", .chapter("02-b", anchor: nil)),
    ("02-b.html#c", .chapter("02-b", anchor: "c")), ("02%2Db.md", .chapter("02-b", anchor: nil)),
    ("index.html", .page("index.html", anchor: nil)),
    ("names.html#errors", .page("names.html", anchor: "errors")),
    ("a/b.md", .file("chapters/a/b.md", anchor: nil)),
    ("../README.md", .file("README.md", anchor: nil)),
    ("img/a%20b.png", .file("chapters/img/a b.png", anchor: nil)),
    ("02 b.md", .file("chapters/02 b.md", anchor: nil)),
    ("%6Aavascript:a.md", .file("chapters/javascript:a.md", anchor: nil)),
    ("a?b", .file("chapters/a?b", anchor: nil)),
    ("/a", .outside), ("../../a", .outside), ("../chapters/../../a", .outside),
    ("%2Fetc/passwd", .outside), ("%2e%2e/%2e%2e/a", .outside),
    ("https://a", .elsewhere("https://a")), ("//a/b", .elsewhere("https://a/b")),
    ("MailTo:a@b", .elsewhere("MailTo:a@b")), ("tel:112", .elsewhere("tel:112")),
    ("ftp://a", .scheme("ftp")), ("JavaScript:a", .scheme("javascript")),
    (" java\tscript:a", .scheme("javascript")), ("a1+-.:b", .scheme("a1+-.")),
    ("1a:b", .file("chapters/1a:b", anchor: nil)), (" a.md", .chapter("a", anchor: nil)),
  ])
  func `an address says where it leads`(address: String, target: LinkTarget) {
    #expect(LinkTarget(address) == target)
  }
}
