import WorkbookModel

extension Book {
  /// The section that says how to run an example: the first one that names `workbook run`.
  ///
  /// It is a link as chapters have them, such as `00-how-to-read.md#run-it-yourself`; `nil` if no
  /// chapter says it.
  var explanation: String? {
    for chapter in chapters {
      var anchor: String?
      for block in chapter.blocks.flattened {
        if case .heading(let heading, _) = block.kind { anchor = heading.anchor }
        guard block.kind.codes.contains(where: { $0.hasPrefix("workbook run") }) else { continue }
        return "\(chapter.name).md" + (anchor.map { "#\($0)" } ?? "")
      }
    }
    return nil
  }
}
