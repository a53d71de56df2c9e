import FoundationEssentials
import WorkbookModel
import WorkbookSupport

extension BookFolder {
  /// Puts bytes in the place of a file of the book, which keeps its permissions.
  ///
  /// Nothing is written through a link, which may have taken the place of the file since it was read.
  ///
  /// - Parameters:
  ///   - path: The path of the file from the book's folder.
  ///   - data: What it is to hold.
  ///   - known: What it held when it was read; `nil` if that doesn't matter.
  /// - Throws: ``AcceptanceError``; the file is as it was then.
  func replace(_ path: String, by data: Data, knownAs known: Data?) throws(AcceptanceError) {
    let parts = path.split(separator: "/")
    let name = String(parts.last ?? "")
    try AcceptanceError.about(path) {
      let folder = try RealFolder(root.resolvingSymlinksInPath().path).folder(parts.dropLast())
      if let known, try folder.contents(of: name) != known {
        throw AcceptanceError.changedMeanwhile(path: path)
      }
      try ReplacedFile.removeUnfinished(in: folder)
      try ReplacedFile.replace(name, in: folder, by: data)
    }
  }
}
