package import LabProtocol
package import WorkbookModel
package import WorkbookRun

/// Runs that came to an end, by what was asked of the lab: equal requests give equal transcripts.
package struct RunCache: Sendable {
  private var recordings: [LabRequest: Recording] = [:]
  private var traces: [LabRequest: TracedRun?] = [:]

  /// What is known of a run's calls.
  package enum KnownTrace: Hashable, Sendable {
    /// The run wasn't traced yet.
    case unknown
    /// What was seen; `nil` if there is nothing to be seen.
    case known(TracedRun?)
  }

  package init() {}

  package subscript(request: LabRequest) -> Recording? { recordings[request] }

  /// What is known of a run's calls, as far as they were looked at for an example's pictures.
  package func trace(of request: LabRequest, for example: Example) -> KnownTrace {
    traces[request.observed(for: example)].map { .known($0) } ?? .unknown
  }

  /// Keeps a run that came to its end; one that reached a limit may do better the next time.
  package mutating func keep(_ recording: Recording, of request: LabRequest) {
    guard recording.outcome == .ran(.complete) else { return }
    recordings[request] = recording
  }

  /// Keeps what was seen of a run's programs; `nil` if there is nothing to be seen.
  package mutating func keep(_ trace: TracedRun?, of request: LabRequest, for example: Example) {
    traces[request.observed(for: example)] = .some(trace)
  }

  /// Forgets everything but some requests.
  package mutating func forget(allBut requests: Set<LabRequest>) {
    recordings = recordings.filter { requests.contains($0.key) }
    traces = traces.filter { key, _ in
      var request = key
      request.observation = .init()
      return requests.contains(request)
    }
  }
}

extension LabRequest {
  /// The request of a run whose programs are looked at for an example's pictures.
  fileprivate func observed(for example: Example) -> LabRequest {
    var request = self
    request.observation = .programs(of: example)
    return request
  }
}
