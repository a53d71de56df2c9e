import WorkbookSupport

/// Finds the chapters among the files of a book.
struct ChapterNames {
  private let folder: BookFolder
  /// The files that look like chapters, and are none.
  private(set) var misnamed: [MalformedChapter] = []
  // Made once, as that takes longer than matching.
  private let pattern = /[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*\.md/
  /// What a file that looks like a chapter is called, wherever it lies.
  private let numbered = /[0-9]+[-_. ].*/

  /// How deep folders within `chapters` are looked into.
  private static let mostFolders = 8

  init(in folder: BookFolder) {
    self.folder = folder
  }

  /// The names of the chapters, without their suffix and in their order; what only looks like a chapter is reported.
  mutating func names() -> [String] {
    var names: [String] = []
    for file in folder.files.names(in: "chapters").sorted() where !Self.isLeftByTool(file) {
      if file.wholeMatch(of: pattern) != nil {
        names.append(String(file.dropLast(3)))
      } else if isLikeChapter(file, in: "chapters") {
        report(.chapterName(file), at: "chapters/\(file)")
      } else {
        lookForChapters(in: "chapters/\(file)", depth: 1)
      }
    }
    return names
  }

  private mutating func report(_ problem: Problem, at path: String) {
    var problems = ProblemList()
    problems.report(problem, at: SourceLocation(file: path, line: 1))
    misnamed.append(
      MalformedChapter(
        path: path, name: nil, examples: [], mistakes: problems.diagnostics, standIn: nil))
  }

  /// Whether an editor or a system has left a file, which is no part of the book.
  private static func isLeftByTool(_ file: String) -> Bool {
    file.hasPrefix(".") || file.hasPrefix("#") || file.hasSuffix("~") || file.hasSuffix("#")
      || [".swp", ".swo", ".tmp", ".bak", ".orig", ".rej"].contains(where: file.hasSuffix)
  }

  /// Whether somebody may take a file for a chapter: for its suffix, or for its number if it is a text.
  private func isLikeChapter(_ file: String, in path: String) -> Bool {
    // Blanks, and letters that can't be seen, may stand at the end.
    let shown = String(file.unicodeScalars.filter { !$0.isUnseen })
    let suffix =
      shown.contains(".")
      ? shown.split(separator: ".", omittingEmptySubsequences: false).last?.lowercased() ?? "" : ""
    if shown.lowercased().contains(".md"), file.wholeMatch(of: numbered) != nil { return true }
    if ["md", "markdown", "mdown", "mkdn", "mkd", "mdwn", "mdtxt", "mdtext", "mdx"].contains(suffix)
    {
      return true
    }
    return ["", "txt", "text", "rst", "adoc", "org", "qmd", "rmd", "html", "tex"].contains(suffix)
      && file.wholeMatch(of: numbered) != nil && folder.files.isFile("\(path)/\(file)")
  }

  private mutating func lookForChapters(in path: String, depth: Int) {
    guard depth <= Self.mostFolders else { return }
    for file in folder.files.names(in: path).sorted() where !Self.isLeftByTool(file) {
      if file.wholeMatch(of: numbered) != nil, isLikeChapter(file, in: path) {
        report(.chapterFolder("\(path)/\(file)"), at: "\(path)/\(file)")
      } else if !file.contains(".") {
        lookForChapters(in: "\(path)/\(file)", depth: depth + 1)
      }
    }
  }
}

extension Unicode.Scalar {
  /// Whether it can't be seen at the end of a name.
  fileprivate var isUnseen: Bool {
    properties.isWhitespace || properties.isDefaultIgnorableCodePoint
      || properties.generalCategory == .control
  }
}

extension ContainedFolder {
  fileprivate func isFile(_ path: String) -> Bool { (try? file(at: path)) != nil }
}
