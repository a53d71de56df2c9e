import FoundationEssentials
import Sockets
import Testing
import WorkbookModel
import WorkbookTestSupport

/// The chapters that are made from the others: `RECORD=1 script/test --filter AppendixTests` makes them anew.
@Suite struct AppendixTests {
  private func expect(
    _ text: String, equals name: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let file = Checkout.root.appending(path: "chapters/\(name).md")
    try Golden.expect(text, equalsFile: file, sourceLocation: sourceLocation)
  }

  @Test func `the errata say what the corrections say`() throws {
    var text = """
      # Errata of the original

      What the boxes with corrections say, in the order of the chapters.
      *Above*, *below* and *the next run* mean the place to which each heading leads: there a run shows what is so, or the box names the page of the manual that says it.

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
    try expect(text, equals: "14-errata")
  }

  /// Every code that there is: each knows its name, its number and its words.
  private static let codes: [ErrorCode] =
    (1..<134).map { ErrorCode(errno: $0) } + (-12 ... -1).map { ErrorCode(resolver: $0) }
    + [.endOfStream]

  /// What `ErrorCode` calls the constants of C, as its documentation says.
  private func swiftNames() throws -> [String: String] {
    let file = Checkout.root.appending(path: "Sources/Sockets/Errors/ErrorCode.swift")
    let source = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    var names = [ErrorCode.endOfStream.name: "endOfStream"]
    for match in source.matches(of: /constant is `(E[A-Z_]+)`\.\n +public static var (\w+)/) {
      names[String(match.1)] = String(match.2)
    }
    // One number has two names, and the kernel's tables have the other one.
    names["EAGAIN"] = names["EWOULDBLOCK"]
    return names
  }

  /// An error is told by its name, or by its words at the end of a line.
  @Test func `the table of errors has each that a program met`() throws {
    let swiftNames = try swiftNames()
    let chapters = try Book.own().chapters.filter { $0.name < "11" }.map { chapter in
      let lines = chapter.examples.flatMap(\.terminals).flatMap(\.steps).flatMap(\.expected)
        .map(\.text)
      return (
        link: "[\(chapter.title)](\(chapter.name).md)", lines: lines,
        words: Set(lines.flatMap { $0.split { !$0.isLetter && !$0.isNumber && $0 != "_" } }),
        ends: Set(lines.compactMap { $0.split(separator: ": ").last })
      )
    }
    var text = """
      # Every error that the book met

      What a program prints of an error is the call, what it was about, the error's words and its name.
      These are the errors that runs of this book printed, each with its number on Linux, which Python prints as in `[Errno 13]`, and with what `error.code` is in Swift.
      Those for which `Sockets` has no name are made of the number, as in `ErrorCode(errno: EISDIR)`.

      All of the kernel's errors are in [errno(3)](https://man7.org/linux/man-pages/man3/errno.3.html), and all of the resolver's, which begin with `EAI`, in [getaddrinfo(3)](https://man7.org/linux/man-pages/man3/getaddrinfo.3.html); `EOF` is `Sockets`' own.

      | Name | Number | In Swift | Words | Met in |
      |---|---|---|---|---|

      """
    var found: Set<String> = []
    for code in Self.codes.sorted(by: { $0.name < $1.name }) {
      let met = chapters.filter {
        $0.words.contains(code.name[...]) || $0.ends.contains(code.message[...])
      }
      guard !met.isEmpty else { continue }
      found.insert(code.name)
      let number = code.domain == .stream ? "" : "\(code.rawValue)"
      let swift = swiftNames[code.name].map { "`.\($0)`" } ?? "–"
      let links = met.map(\.link).joined(separator: ", ")
      text += "| `\(code.name)` | \(number) | \(swift) | \(code.message) | \(links) |\n"
    }
    for line in chapters.flatMap(\.lines) {
      for match in line.matches(of: /: [A-Z][^:]* \((E[A-Z_0-9]+)\)/) {
        #expect(found.contains(String(match.1)), "\(line)")
      }
    }
    #expect(found.count > 20)
    try expect(text, equals: "13-errors")
  }
}
