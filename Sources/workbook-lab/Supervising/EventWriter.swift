import FoundationEssentials
import Glibc
import LabProtocol

/// Tells the tool what happens, one line of JSON an event.
///
/// Output that comes in many small pieces is told in fewer, larger ones: a program that prints a line
/// at a time would otherwise keep both sides busy with its events.
struct EventWriter {
  /// When the lab was ready, on the clock that never jumps, in milliseconds.
  let start = monotonicMilliseconds()
  private var pending: Output?

  private struct Output {
    let terminal: Int
    let step: Int
    var bytes: Data
    let time: Double
  }

  private static let largestPiece = 64 << 10

  /// Milliseconds since the lab was ready.
  var time: Double { monotonicMilliseconds() - start }

  /// Tells of an event, after the output before it.
  mutating func send(_ event: LabEvent) {
    flush()
    write(event)
  }

  /// Tells, sooner or later, what a window has shown.
  mutating func sendOutput(_ bytes: some Collection<UInt8>, terminal: Int, step: Int) {
    if pending?.terminal != terminal || pending?.step != step { flush() }
    if pending == nil {
      pending = Output(terminal: terminal, step: step, bytes: Data(), time: time)
    }
    pending?.bytes.append(contentsOf: bytes)
    if (pending?.bytes.count ?? 0) >= Self.largestPiece { flush() }
  }

  /// Tells of output that wasn't told yet.
  mutating func flush() {
    guard let output = pending else { return }
    pending = nil
    write(
      .output(
        terminal: output.terminal, step: output.step, bytes: output.bytes,
        time: output.time))
  }

  /// Writes one event, and ends this process if the tool has gone.
  private func write(_ event: LabEvent) {
    do {
      var line = try JSONEncoder().encode(event)
      line.append(UInt8(ascii: "\n"))
      try workbook_lab.write(line, to: STDOUT_FILENO, for: .tellTool)
    } catch {
      exit(EXIT_FAILURE)
    }
  }
}
