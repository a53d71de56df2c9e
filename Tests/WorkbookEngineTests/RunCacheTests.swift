import LabProtocol
import Testing
import WorkbookEngine
import WorkbookModel
import WorkbookRun
import WorkbookTestSupport

@Suite struct RunCacheTests {
  private func request(_ folder: String) -> LabRequest {
    LabRequest(
      hosts: [], names: [:], folder: folder, files: [], programs: [], windows: [],
      terminals: [], limits: Limits())
  }

  @Test func `only runs that came to their end are kept`() async throws {
    try await TemporaryFolder.with { folder in
      var run = try MadeUpRun("```console a\n$ b\n```", in: folder, outputs: [[""]])
      var cache = RunCache()
      cache.keep(run.recording, of: request("a"))
      #expect(cache[request("a")] == run.recording)
      #expect(cache[request("b")] == nil)
      run.recording.outcome = .ran(.timeLimit([]))
      cache.keep(run.recording, of: request("b"))
      #expect(cache[request("b")] == nil)
      cache.forget(allBut: [request("b")])
      #expect(cache[request("a")] == nil)
    }
  }

  /// A picture of packets needs frames, which a trace without them doesn't have.
  @Test func `a trace is known for the pictures that it was made for`() async throws {
    try await TemporaryFolder.with { folder in
      let plain = try folder.book("```console a\n$ b\n```").examples[0]
      let packets = try folder.book("```console a pictures=packets\n$ b\n```").examples[0]
      let trace = TracedRun(order: CanonicalOrder(steps: []))
      var cache = RunCache()
      #expect(cache.trace(of: request("a"), for: plain) == .unknown)
      cache.keep(trace, of: request("a"), for: plain)
      #expect(cache.trace(of: request("a"), for: plain) == .known(trace))
      #expect(cache.trace(of: request("a"), for: packets) == .unknown)
      cache.keep(nil, of: request("a"), for: packets)
      #expect(cache.trace(of: request("a"), for: packets) == .known(nil))
      cache.forget(allBut: [request("a")])
      #expect(cache.trace(of: request("a"), for: plain) == .known(trace))
      cache.forget(allBut: [])
      #expect(cache.trace(of: request("a"), for: plain) == .unknown)
    }
  }
}
