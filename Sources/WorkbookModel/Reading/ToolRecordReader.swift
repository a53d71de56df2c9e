package import FoundationEssentials
package import WorkbookSupport

/// Reads `chapters/tools.json`.
struct ToolRecordReader {
  let folder: BookFolder
  private(set) var problems = ProblemList()

  init(folder: BookFolder) {
    self.folder = folder
  }

  /// Reads the record; what is wrong is in ``problems``.
  ///
  /// - Returns: The record; an empty one if there is no file, or none that can be read.
  mutating func read() -> ToolRecord {
    let start = SourceLocation(file: ToolRecord.path, line: 1)
    let data: Data
    do {
      data = try folder.contents(of: ToolRecord.path)
    } catch .missing {
      return ToolRecord()
    } catch {
      problems.report(Problem(error), at: start)
      return ToolRecord()
    }
    do {
      return try ToolRecord(data)
    } catch {
      let place = JSONSyntax.firstMistake(in: data, of: ToolRecord.path) ?? start
      problems.report(.invalidToolRecord, at: place)
      return ToolRecord()
    }
  }
}

extension ToolRecord {
  /// Reads the record as its file is now, which another run may have written since the book was read.
  ///
  /// - Parameter folder: The book.
  /// - Returns: The record, and what the file holds; `nil` for the latter if there is none.
  /// - Throws: `FileError` if it can't be read.
  package static func current(
    in folder: BookFolder
  ) throws(FileError) -> (record: ToolRecord, file: Data?) {
    func refusal(_ reason: FileError.Reason) -> FileError { FileError(path: path, reason: reason) }
    let data: Data
    do throws(ContainedFolder.Refusal) {
      data = try folder.contents(of: path)
    } catch {
      switch error {
      case .missing: return (ToolRecord(), nil)
      case .link: throw refusal(.link)
      case .unreadable(let code): throw refusal(.system(code))
      case .outside, .hidden, .notAFile, .tooLarge: throw refusal(.notAFile)
      }
    }
    guard let record = try? ToolRecord(data) else { throw refusal(.garbled) }
    return (record, data)
  }
}
