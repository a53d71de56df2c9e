extension ProblemList {
  /// Reports lines that no program can print.
  ///
  /// - Parameters:
  ///   - lines: What a step is to show.
  ///   - inAnyOrder: Whether the last of them may be printed before others.
  ///   - map: The lines of the chapter.
  mutating func report(_ lines: [ExpectedLine], inAnyOrder: Bool, _ map: LineMap) {
    var hasOpenLine = false
    for (index, line) in lines.enumerated() where line.text.utf8.contains(UInt8(ascii: "\\")) {
      let pattern = line.pattern
      let number = line.location.line
      if pattern.hasNewline {
        report(.newlineInLine, at: map.range(of: #"\x0A"#, inLine: number))
      }
      if pattern.endsWithReturn {
        report(.returnAtEnd, at: map.range(of: #"\x0D"#, inLine: number))
      }
      guard !pattern.hasEnd else { continue }
      if pattern.parts.isEmpty || (inAnyOrder ? hasOpenLine : index < lines.count - 1) {
        report(.misplacedBackslash, at: map.lastCharacter(ofLine: number))
      }
      hasOpenLine = true
    }
  }
}

extension LinePattern {
  /// Whether it says that there is a newline within the line.
  fileprivate var hasNewline: Bool {
    parts.contains { part in
      if case .literal(let bytes) = part { bytes.contains(UInt8(ascii: "\n")) } else { false }
    }
  }

  /// Whether it says that a carriage return stands before the line's end, which it is part of then.
  fileprivate var endsWithReturn: Bool {
    if case .literal(let bytes) = parts.last {
      hasEnd && bytes.last == UInt8(ascii: "\r")
    } else {
      false
    }
  }
}

extension LineMap {
  fileprivate func lastCharacter(ofLine line: Int) -> SourceRange {
    SourceRange(location(line: line, column: text(ofLine: line)?.count ?? 1), length: 1)
  }
}
