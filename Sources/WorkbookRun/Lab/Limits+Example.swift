package import LabProtocol
package import WorkbookModel

extension Limits {
  /// What an example may use: what is usual, unless its chapter says otherwise.
  package init(for example: Example) {
    self.init()
    if let timeout = example.timeout {
      seconds = timeout / .seconds(1)
      processorSeconds = UInt64(seconds.rounded(.up))
    }
    for (limit, value) in example.limits {
      switch limit {
      case .processorTime: processorSeconds = value
      case .memory: memory = value
      case .processes: processes = Int(value)
      case .fileSize: fileSize = value
      case .openFiles: openFiles = value
      case .output: output = Int(value)
      }
    }
  }

  /// The value of one of them.
  package subscript(limit: Resource) -> UInt64 {
    switch limit {
    case .processorTime: processorSeconds
    case .memory: memory
    case .processes: UInt64(processes)
    case .fileSize: fileSize
    case .openFiles: openFiles
    case .output: UInt64(output)
    }
  }
}
