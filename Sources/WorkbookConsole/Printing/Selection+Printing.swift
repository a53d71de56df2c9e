package import WorkbookEngine
package import WorkbookModel

extension Selection {
  /// Prints what is wrong with the chapters that were asked for and can't be read.
  package func printMistakes(to console: Console) {
    for chapter in malformed { console.printMistakes(of: chapter) }
  }

  /// How many chapters that were asked for can't be read; `nil` if all can be.
  package func malformedWords(on console: Console) -> String? {
    guard !malformed.isEmpty else { return nil }
    let words = malformed.count == 1 ? "malformed chapter" : "malformed chapters"
    return console.styled("\(malformed.count) \(words)", .bad)
  }

  /// Prints a line about the chapters that can't be read, and weren't asked for.
  package func printLeftOut(to console: Console) { console.printLeftOut(leftOut) }
}

extension Console {
  /// Prints what is wrong with a chapter that can't be read.
  package func printMistakes(of chapter: MalformedChapter) {
    for mistake in chapter.mistakes { print(mistake) }
  }

  /// Prints a line about chapters that can't be read; none if all can be.
  package func printLeftOut(_ chapters: [MalformedChapter]) {
    guard !chapters.isEmpty else { return }
    let paths = chapters.map(\.path).joined(separator: ", ")
    print(styled("left out, as malformed: \(paths); workbook list shows the mistakes", .doubtful))
  }
}
