import Testing

@testable import WorkbookSite

/// What pictures mark as differing from run to run.
@Suite struct VaryingTextsTests {
  /// As long as the program may take: what is sent is marked in the same way.
  @Test(arguments: ["9", "12", "1030"])
  func `what was sent is marked as it was printed, however long it is`(fill: String) {
    let start = "round trip: ".utf8.count
    let texts = VaryingTexts(
      [fill],
      in: [.init(text: "round trip: \(fill) ms", fills: [start..<start + fill.utf8.count])])
    for sent in [
      fill, "round trip: \(fill) ms", "p: \(fill)", "\(fill) ms", "> round trip: \(fill) ms",
    ] {
      #expect(texts.contains("first\n\(sent)\n"), "\(sent)")
    }
    for sent in ["", "round trip: ", "ms", "ping", "0 ms", "5"] {
      #expect(!texts.contains("first\n\(sent)\n"), "\(sent)")
    }
  }

  @Test func `long texts are found within others, and others within them`() {
    let texts = VaryingTexts(["10:30:15"], in: [.init(text: "10:30:15", fills: [0..<8])])
    #expect(texts.contains("at 10:30:15 o'clock") && texts.contains("10:30"))
    #expect(!texts.contains("15") && !texts.contains("at 10 o'clock"))
  }
}
