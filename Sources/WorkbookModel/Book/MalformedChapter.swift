/// A chapter that is left out of its book, as something is wrong with it.
package struct MalformedChapter: Hashable, Sendable {
  /// The file's path from the book's folder.
  package let path: String
  /// The file's name without `.md`; `nil` if it isn't one that chapters have.
  package let name: String?
  /// The names of its examples, as far as they can be read.
  package let examples: [String]
  /// What is wrong with it.
  package let mistakes: [Diagnostic]
  /// What stands in its place in lists of chapters; `nil` if it has no chapter's name.
  package let standIn: Chapter?
}

extension Chapter {
  /// What lists of chapters need of a chapter that isn't shown itself: its title and its first words.
  package var standIn: Chapter {
    var standIn = Chapter(standingInFor: name, path: path, title: title)
    standIn.headings = Array(headings.prefix(1))
    let words = blocks.firstIndex { block in
      if case .paragraph = block.kind { true } else { false }
    }
    standIn.blocks = Array(blocks.prefix((words ?? 0) + 1))
      .filter { block in
        switch block.kind {
        case .heading(let heading, _): heading.level == 1
        case .paragraph: true
        default: false
        }
      }
    return standIn
  }

  /// A chapter with nothing known but its title.
  init(standingInFor name: String, path: String, title: String) {
    self.init(
      name: name, path: path, source: "", title: title, blocks: [], headings: [], links: [],
      listings: NamedList(), fragments: [], examples: NamedList())
  }
}

extension Book {
  /// The book with something in the place of each chapter that can't be read, so that lists of chapters are whole.
  package var withStandIns: Book {
    var book = self
    book.chapters = (chapters + malformed.compactMap(\.standIn)).sorted { $0.name < $1.name }
    return book
  }
}
