extension Example {
  /// Whether its commands, or a script among its chapter's listings, may call a program.
  package func mentions(_ program: String, in chapter: Chapter) -> Bool {
    let scripts = chapter.listings.filter { !$0.isSwift }.map(\.text)
    return (terminals.flatMap(\.commands).map(\.line) + scripts).contains { text in
      text.split { !($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        .contains { $0 == program }
    }
  }
}

extension Chapter {
  /// The chapter without the programs that some of its examples can't call, and without fragments:
  /// what has to be built to run those.
  package func needed(by examples: [Example]) -> Chapter {
    var chapter = self
    chapter.listings.removeAll { listing in
      guard let program = listing.programName else { return false }
      return !examples.contains { $0.mentions(program, in: self) }
    }
    chapter.fragments = []
    return chapter
  }
}
