import FoundationEssentials
import WorkbookSupport

/// Reads `chapters/tools.json`.
package struct ToolRecordReader {
  let folder: BookFolder
  private(set) var problems = ProblemList()

  init(folder: BookFolder) {
    self.folder = folder
  }

  /// The record as its file is now, which another run may have written since the book was read; `nil` if it can't be
  /// read.
  package static func current(in folder: BookFolder) -> ToolRecord? {
    var reader = ToolRecordReader(folder: folder)
    let record = reader.read()
    return reader.problems.isEmpty ? record : nil
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
