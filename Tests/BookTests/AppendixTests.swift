import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookTestSupport

/// The chapters that are made from the others: `RECORD=1 script/test --filter AppendixTests` makes them anew.
@Suite struct AppendixTests {
  private func compare(_ text: String, with name: String) throws -> Golden {
    try Golden.compare(text, withFile: Checkout.root.appending(path: "chapters/\(name).md"))
  }

  @Test func `the errata say what the corrections say`() throws {
    var text = """
      # Errata of the original

      Every box with a correction, in the order of the chapters.
      Each stands beside a run that shows it.

      """
    for chapter in try Book.own().chapters where chapter.name != "00-how-to-read" {
      let corrections = chapter.corrections
      guard !corrections.isEmpty else { continue }
      text += "\n## \(chapter.title)\n"
      for correction in corrections {
        let link = "[\(correction.heading.text)](\(chapter.name).md#\(correction.heading.anchor))"
        text += "\n- \(link):\n"
        for sentence in correction.sentences { text += "  \(sentence)\n" }
      }
    }
    #expect(try compare(text, with: "14-errata") == .same)
  }

  @Test func `the table of errors has each that a program met`() throws {
    var errors: [String: (words: String, chapters: [Chapter])] = [:]
    for chapter in try Book.own().chapters where chapter.name < "11" {
      let lines = chapter.examples.flatMap(\.terminals).flatMap(\.commands).flatMap(\.expected)
      for line in lines {
        for match in line.text.matches(of: /: ([A-Z][^:]*) \((E[A-Z_0-9]+)\)/) {
          let known = errors[String(match.2)]?.chapters ?? []
          let isNew = !known.contains { $0.name == chapter.name }
          errors[String(match.2)] = (String(match.1), known + (isNew ? [chapter] : []))
        }
      }
    }
    var text = """
      # Every error that the book met

      What a program prints of an error is the call, what it was about, the error's words and its name.
      These are the names, with their words, and the chapters in which a run met them.
      All that there are is in [errno(3)](https://man7.org/linux/man-pages/man3/errno.3.html) and, of the resolver's, in [getaddrinfo(3)](https://man7.org/linux/man-pages/man3/getaddrinfo.3.html).

      | Name | Words | Met in |
      |---|---|---|

      """
    for (name, error) in errors.sorted(by: { $0.key < $1.key }) {
      let links = error.chapters.map { "[\($0.title)](\($0.name).md)" }.joined(separator: ", ")
      text += "| `\(name)` | \(error.words) | \(links) |\n"
    }
    #expect(errors.count > 10)
    #expect(try compare(text, with: "13-errors") == .same)
  }
}
