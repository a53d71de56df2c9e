import FoundationEssentials
import WorkbookSupport

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
