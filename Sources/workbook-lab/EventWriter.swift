import FoundationEssentials
import Glibc
import LabProtocol

/// Tells the tool what happens, one line of JSON an event.
struct EventWriter {
  private let start = monotonicMilliseconds()

  /// Milliseconds since the lab was ready.
  var time: Double { monotonicMilliseconds() - start }

  /// Writes one event; where nobody reads any more, the tool is gone and so is this process.
  func send(_ event: LabEvent) {
    do {
      var line = try JSONEncoder().encode(event)
      line.append(UInt8(ascii: "\n"))
      try write(line, to: STDOUT_FILENO, for: "tell the tool")
    } catch {
      exit(EXIT_FAILURE)
    }
  }
}
