/// A resource that an example may use up to a limit; the raw value is the attribute that changes the limit.
///
/// Time as a whole is ``Example/timeout``.
package enum Resource: String, CaseIterable, Codable, Hashable, Sendable {
  /// Seconds of processor time, for each process.
  case processorTime = "cpu"
  /// Bytes of memory, for each process.
  case memory
  /// Processes and threads at once.
  case processes
  /// Bytes of a file.
  case fileSize = "file-size"
  /// Descriptors, for each process.
  case openFiles = "open-files"
  /// Bytes that a terminal shows.
  case output
}

extension Resource {
  /// Reads the value of the attribute; `nil` if it makes no sense, or is more than a shared machine should be
  /// asked for.
  func value(_ text: String) -> UInt64? {
    let value: UInt64?
    switch self {
    case .processorTime: value = text.hasSuffix("s") ? UInt64(text.dropLast()) : nil
    case .processes, .openFiles: value = UInt64(text)
    case .memory, .fileSize, .output:
      let units: [Character: UInt64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
      let unit = text.last.flatMap { units[$0] }
      let number = UInt64(unit == nil ? text[...] : text.dropLast())
      value = number.map { $0.multipliedReportingOverflow(by: unit ?? 1) }
        .flatMap { $0.overflow ? nil : $0.partialValue }
    }
    return value.flatMap { range.contains($0) ? $0 : nil }
  }

  /// What the attribute looks like.
  var sample: String {
    switch self {
    case .processorTime: "cpu=5s, up to 600s"
    case .memory: "memory=1G, up to 16G"
    case .processes: "processes=100, from 4 to 4096"
    case .fileSize: "file-size=1M, up to 16G"
    case .openFiles: "open-files=100, from 8 to 4096"
    case .output: "output=2M, up to 64M"
    }
  }

  private var range: ClosedRange<UInt64> {
    switch self {
    case .processorTime: 1...600
    case .memory, .fileSize: 1...16 << 30
    // Fewer, and the shell itself couldn't do its work.
    case .processes: 4...4096
    case .openFiles: 8...4096
    case .output: 1...64 << 20
    }
  }
}
