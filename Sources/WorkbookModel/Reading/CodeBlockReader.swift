import WorkbookSupport

/// Finds out what each code block of a chapter is, and reports those that only look like one of an example.
struct CodeBlockReader: BlockResolver {
  var draft: ChapterDraft

  mutating func meaning(of block: CodeBlock) -> CodeBlock.Meaning {
    guard let fence = block.fence else {
      checkIndented(block)
      return .plain
    }
    let place = draft.map.range(of: fence.text, inLine: block.lines.lowerBound)
    guard fence.isClosed else {
      draft.problems.report(.unclosedFence(marks: fence.text), at: place)
      return .plain
    }
    guard !holdsFence(block, fence) else { return .plain }
    let info = FenceInfo(block, draft.map) { FenceKinds.kind(of: $0).attributes }
    // The name and the word may have changed places.
    let isSwapped = !FenceWord.known.contains(info.language.text)
    let swapped = info.name.flatMap {
      isSwapped && FenceWord.known.contains($0.text) ? $0.text : nil
    }
    if let intended = FenceWord.intended(info.language.text) ?? swapped {
      draft.problems.report(
        .fenceWord(info.language.text, intended: intended), at: info.language.range)
      return .plain
    }
    return FenceKinds.kind(of: info.language.text).read(block, info, into: &draft)
  }

  /// Reports fences of examples in a block, which their authors meant to stand below it.
  private mutating func holdsFence(_ block: CodeBlock, _ fence: CodeBlock.Mark) -> Bool {
    // Few blocks have any marks in them.
    guard let sign = fence.sign.asciiValue, block.text.utf8.contains(sign) else { return false }
    for (index, text) in block.text.wholeLines.enumerated() {
      let rest = text.drop { $0 == " " }
      guard rest.first == fence.sign else { continue }
      let marks = rest.prefix { $0 == fence.sign }
      let info = rest[marks.endIndex...]
      guard marks.count >= fence.length, !(fence.sign == "`" && info.contains("`")),
        FenceWord.isOfExample(info)
      else { continue }
      let line = block.lines.lowerBound + 1 + index
      draft.problems.report(
        .fenceInFence(marks: fence.text), at: draft.map.range(of: String(marks), inLine: line))
      return true
    }
    return false
  }

  private mutating func checkIndented(_ block: CodeBlock) {
    for (index, text) in block.text.wholeLines.enumerated() {
      // It may stand in a list that is indented too far.
      let content = text.drop(while: StrayFence.isOfContainer)
      let rest = Substring((content.isEmpty ? text : content).trimmed)
      let marks = rest.prefix { $0 == rest.first }
      let isFence =
        (marks.first == "`" || marks.first == "~") && marks.count >= 3
        && FenceWord.isOfExample(rest[marks.endIndex...])
      guard isFence || FenceWord.isPrompt(text) || FenceWord.isPrompt(content) else { continue }
      let line = block.lines.lowerBound + index
      return draft.problems.report(
        .looksLikeTerminal(word: nil), at: draft.map.range(of: String(rest), inLine: line))
    }
  }
}
