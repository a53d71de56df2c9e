import Testing

@testable import WorkbookModel

@Suite struct JSONSyntaxTests {
  @Test(
    arguments: [
      ("{}", nil), (" [1, -2.5e3, true, null, \"a\\n\\\"\"] \n", nil), ("\"a\"", nil), ("0", nil),
      ("", 0), ("{", 1), ("{,}", 1), ("{\"a\" 1}", 5), ("{\"a\": 1,}", 8), ("[1 2]", 3), ("01", 0),
      ("nul", 0), ("\"a", 2), ("{} {}", 3), ("[1,]", 3), ("{\"a\": }", 6), ("1.", 0), ("+1", 0),
      // A control character in a string (RFC 8259, section 7).
      ("\"a\u{1}b\"", 2), ("\"a\nb\"", 2), ("{\"a\tb\": 1}", 3),
      // As deep as Foundation goes.
      (String(repeating: "[", count: 99) + String(repeating: "]", count: 99), nil),
    ] as [(String, Int?)])
  func `the first mistake is found`(text: String, place: Int?) {
    #expect(JSONSyntax.firstMistake(in: Array(text.utf8)) == place)
  }
}
