import FoundationEssentials
import LabProtocol
import WorkbookTestSupport

@testable import WorkbookRun

/// Parts of a traced run as values, for tests that need no lab.
enum MadeUp {
  /// A socket of TCP.
  static func tcp(
    _ id: UInt64, _ local: Endpoint? = nil, _ remote: Endpoint? = nil
  ) -> TracedSocket {
    TracedSocket(id: id, kind: .tcp, local: local, remote: remote)
  }

  /// A socket of UDP.
  static func udp(
    _ id: UInt64, _ local: Endpoint? = nil, _ remote: Endpoint? = nil
  ) -> TracedSocket {
    TracedSocket(id: id, kind: .udp, local: local, remote: remote)
  }

  static func payload(_ text: String) -> Payload {
    Payload(count: text.utf8.count, prefix: Data(text.utf8))
  }

  /// Something that was printed.
  static func printed(_ text: String) -> TracedStep.Action { .printed(Data(text.utf8)) }

  /// A step of a process.
  ///
  /// - Parameters:
  ///   - process: The number of the process, and of its terminal, unless that is given.
  ///   - began: When the call was made.
  ///   - action: What it did.
  ///   - returned: When it returned; at once, if that isn't given.
  ///   - error: The value of `errno`.
  ///   - isEndless: Whether it never returned.
  ///   - terminal: The terminal.
  ///   - step: The step of the terminal.
  /// - Returns: The step.
  static func step(
    _ process: Int, _ began: Double, _ action: TracedStep.Action, until returned: Double? = nil,
    error: Int32? = nil, isEndless: Bool = false, terminal: Int? = nil, step: Int = 0
  ) -> TracedStep {
    TracedStep(
      terminal: terminal ?? process, step: step, process: process,
      program: "p\(terminal ?? process)", began: began,
      returned: isEndless ? nil : returned ?? began,
      error: error, action: action)
  }

  /// Something that happened at the first step of a terminal.
  static func event(
    _ terminal: Int, _ time: Double, _ kind: Recording.Event.Kind = .taken(.command("")),
    step: Int = 0
  ) -> Recording.Event {
    Recording.Event(terminal: terminal, step: step, time: time, kind: kind)
  }

  /// A run in which some steps and events happened.
  static func recording(_ steps: [TracedStep], _ events: [Recording.Event] = []) -> Recording {
    var recording = Recording(
      terminals: [], events: events, outcome: .ran(.complete), duration: 0)
    recording.steps = steps
    return recording
  }
}

extension History.Entry {
  /// The number of the process, and what it did, such as `1 send 5 bytes "hello"`; the terminal of what the
  /// reader did.
  var label: String {
    switch kind {
    case .typed: "typed \(terminal)"
    case .interrupted: "^C \(terminal)"
    case .ended: "ended \(terminal)"
    case .step(let step):
      "\(step.process) "
        + CanonicalOrder.Call(
          process: 0, program: "", action: step.action, error: step.error,
          hasReturned: step.returned != nil
        ).label
    }
  }
}

extension CanonicalOrder.Call {
  /// What was done or printed.
  var label: String {
    switch action {
    case .printed(let bytes): "> " + String(decoding: bytes, as: UTF8.self)
    case .timePassed: "time"
    default: words ?? ""
    }
  }
}
