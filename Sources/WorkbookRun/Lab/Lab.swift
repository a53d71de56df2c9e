package import FoundationEssentials
package import LabProtocol
package import WorkbookModel
import WorkbookSupport

/// Runs examples, each in namespaces of its own.
package struct Lab: Sendable {
  private let helper: LabHelper
  private let configuration: BookConfiguration

  package init(helper: LabHelper, configuration: BookConfiguration) {
    self.helper = helper
    self.configuration = configuration
  }

  /// What the helper is asked for to run an example: all that its run depends on.
  ///
  /// - Parameters:
  ///   - example: What to run.
  ///   - chapter: Where it stands.
  ///   - programs: The executables that its commands may call, by name.
  /// - Returns: The request; equal ones give equal transcripts.
  package func request(
    for example: Example, of chapter: Chapter, programs: [String: URL]
  ) -> LabRequest {
    // All of them, as one may be asked for without a terminal on it.
    let isOnHosts = example.terminals.contains { $0.host != nil }
    let letters = isOnHosts ? (configuration.hosts ?? [:]).keys.sorted() : []
    return LabRequest(
      hosts: hosts(letters), names: configuration.names ?? [:],
      folder: example.name,
      files: chapter.listings.map { .init(name: $0.name, contents: Data($0.text.utf8)) },
      programs: programs.sorted { $0.key < $1.key }.map {
        .init(name: $0.key, path: $0.value.path)
      },
      needs: example.needs.sorted(),
      terminals: example.terminals.map { terminal in
        .init(
          commands: terminal.commands.map {
            .init(line: $0.line, isInterrupted: $0.isInterrupted, isRoot: $0.isRoot)
          }, host: terminal.host.flatMap(letters.firstIndex) ?? 0,
          clientPorts: terminal.clientPorts)
      }, limits: Limits(for: example))
  }

  private func hosts(_ letters: [String]) -> [LabRequest.Host] {
    guard !letters.isEmpty else {
      return [LabRequest.Host(name: configuration.hostName ?? "localhost")]
    }
    return letters.map { letter in
      let host = configuration.hosts?[letter]
      let interfaces = (host?.interfaces ?? [:]).sorted { $0.key < $1.key }
      return LabRequest.Host(
        name: host?.name ?? letter,
        interfaces: interfaces.map { name, addresses in
          .init(
            name: name,
            addresses: addresses.map { .init(text: $0.address, prefixLength: $0.prefixLength) })
        })
    }
  }

  /// Runs what a request describes, from the first terminal to the last process.
  ///
  /// This is the front door of the stage. When it returns, or is cancelled, or the tool dies in the
  /// middle, no process, mount or file of the run is left. A run that hits a limit is a recording, and so is one that
  /// this machine refuses.
  ///
  /// - Parameters:
  ///   - request: What to run.
  ///   - onEvent: Called for each event as it happens, in order.
  /// - Returns: What was recorded.
  /// - Throws: ``RunError`` where the helper fails.
  package func run(
    _ request: LabRequest, onEvent: @Sendable (Recording.Event) -> Void = { _ in }
  ) async throws -> Recording {
    let path = helper.executable.path
    do {
      return try await converse(request, onEvent)
    } catch let failure as ChildProcess.Failure {
      throw RunError.helperUnusable(path: path, reason: failure.description)
    }
  }

  private func converse(
    _ request: LabRequest, _ onEvent: @Sendable (Recording.Event) -> Void
  ) async throws -> Recording {
    var line = try JSONEncoder().encode(request)
    line.append(UInt8(ascii: "\n"))
    let words = Array(line)
    let (finished, ending) = try await ChildProcess.converse(
      with: helper.executable, errors: .passedOn
    ) { conversation -> Recording? in
      // A helper that has died already says nothing, and that is noticed below.
      _ = conversation.send(words)
      var recording = Recording(terminals: request.terminals)
      var isFinished = false
      var pending = Data()
      while let bytes = try await conversation.receive() {
        pending.append(contentsOf: bytes)
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
          let event = try decode(pending[..<end])
          pending = Data(pending[(end + 1)...])
          if let noted = try recording.note(event) { onEvent(noted) }
          switch event {
          case .finished, .failed: isFinished = true
          default: break
          }
        }
      }
      return isFinished ? recording : nil
    }
    guard let recording = finished else {
      throw RunError.helperDied(status: "\(ending)")
    }
    return recording
  }

  private func decode(_ line: Data) throws(RunError) -> LabEvent {
    do {
      return try JSONDecoder().decode(LabEvent.self, from: line)
    } catch {
      throw .garbledEvent(String(decoding: line, as: UTF8.self))
    }
  }
}
