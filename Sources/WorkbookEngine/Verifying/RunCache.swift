package import LabProtocol
package import WorkbookRun

/// Runs that came to an end, by what was asked of the lab: equal requests give equal transcripts.
package struct RunCache: Sendable {
  private var recordings: [LabRequest: Recording] = [:]
  /// What was seen of programs; `nil` if there is nothing to see.
  private var traces: [LabRequest: TracedRun?] = [:]

  package init() {}

  package subscript(request: LabRequest) -> Recording? { recordings[request] }

  /// What was seen of a run's programs: `nil` if it wasn't looked at, and `.some(nil)` if there was nothing to see.
  package func trace(of request: LabRequest) -> TracedRun?? { traces[request] }

  /// Keeps a run that came to its end; one that reached a limit may do better the next time.
  package mutating func keep(_ recording: Recording, of request: LabRequest) {
    guard recording.outcome == .ran(.complete) else { return }
    recordings[request] = recording
  }

  package mutating func keep(_ trace: TracedRun?, of request: LabRequest) {
    traces[request] = .some(trace)
  }

  /// Forgets everything but some requests.
  package mutating func forget(allBut requests: Set<LabRequest>) {
    recordings = recordings.filter { requests.contains($0.key) }
    traces = traces.filter { requests.contains($0.key) }
  }
}
