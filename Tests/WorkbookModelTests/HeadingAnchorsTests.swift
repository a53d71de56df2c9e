import Testing

@testable import WorkbookModel

@Suite struct HeadingAnchorsTests {
  @Test(arguments: [
    (["Under the hood"], ["under-the-hood"]),
    // An anchor that is taken gets the next number that makes it one that isn't.
    (["Foo", "Foo", "Foo 1"], ["foo", "foo-1", "foo-1-1"]),
    (["Foo 1", "Foo", "Foo"], ["foo-1", "foo", "foo-2"]),
    (["Foo", "Foo-1", "Foo"], ["foo", "foo-1", "foo-2"]),
    (["Foo", "foo", "FOO", "Foo 1", "Foo 1"], ["foo", "foo-1", "foo-2", "foo-1-1", "foo-1-2"]),
    // No heading is without one.
    (["🚀", "!!!", "Section", "…"], ["section", "section-1", "section-2", "section-3"]),
    (["🚀 Go", "-", ""], ["-go", "-", "section"]),
    (["Über Größe", "日本語", "a_b", "C++ & C#"], ["über-größe", "日本語", "a_b", "c--c"]),
    (
      ["Array<Int>", "send(_:to:)", "½ of x²", "e\u{301}"],
      ["arrayint", "send_to", "-of-x", "e\u{301}"]
    ),
  ])
  func `anchors are made as GitHub makes them`(headings: [String], anchors: [String]) {
    var maker = HeadingAnchors()
    #expect(headings.map { maker.anchor(for: $0) } == anchors)
  }
}
