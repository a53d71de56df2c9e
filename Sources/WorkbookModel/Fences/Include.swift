import FoundationEssentials
import WorkbookSupport

/// A part of a file of the repository: the lines between `// snippet.NAME` and `// snippet.end`.
struct Include {
  let path: String
  let name: String

  struct Missing: Error {
    let reason: String
  }

  init?(_ text: String) {
    let parts = text.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    (path, name) = (parts[0], parts[1])
  }

  /// Reads the lines, and tells where the first of them is.
  ///
  /// - Throws: ``Missing`` for a path that leads out of the book, a file that can't be read, or a
  ///   name that it doesn't hold.
  func read(in folder: BookFolder) throws(Missing) -> (start: SourceLocation, lines: [String]) {
    let data: Data
    do {
      data = try folder.contents(of: path)
    } catch {
      throw Missing(reason: Problem(error).message)
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Missing(reason: "the file is not UTF-8")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let marker = lines.firstIndex(where: { $0.trimmed == "// snippet.\(name)" }),
      let end = lines[marker...].firstIndex(where: { $0.trimmed == "// snippet.end" })
    else {
      throw Missing(reason: "it has no lines between \"// snippet.\(name)\" and \"// snippet.end\"")
    }
    return (SourceLocation(file: path, line: marker + 2), Array(lines[(marker + 1)..<end]))
  }
}
