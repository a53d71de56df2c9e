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
