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
    var request = LabRequest(
      hosts: hosts(letters), names: configuration.names ?? [:],
      folder: example.name,
      files: chapter.listings.map { .init(name: $0.name, contents: Data($0.text.utf8)) },
      programs: programs.sorted { $0.key < $1.key }.map {
        .init(name: $0.key, path: $0.value.path)
      },
      needs: example.needs.sorted(),
      windows: example.windows.enumerated().map { index, window in
        .init(
          host: window.host.flatMap(letters.firstIndex) ?? 0, isRoot: window.isRoot,
          clientPorts: example.clientPorts(ofWindow: index),
          columns: window.width.map(UInt16.init) ?? 80, staysOpen: window.staysOpen)
      },
      terminals: example.terminals.map { terminal in
        .init(window: terminal.window, steps: terminal.steps.map(LabRequest.Step.init))
      }, limits: Limits(for: example))
    request.capabilities = example.machineNeeds.map(Capability.init).sorted()
    return request
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
  ///   - onEvent: Called for each event as it happens, in order. A run that turns out to print at intervals is run
  ///     once more, from its beginning.
  /// - Returns: What was recorded.
  /// - Throws: ``RunError`` where the helper fails.
  package func run(
    _ request: LabRequest, onEvent: @Sendable (Recording.Event) -> Void = { _ in }
  ) async throws -> Recording {
    let path = helper.executable.path
    do {
      var request = request
      while true {
        let recording = try await converse(request, onEvent)
        guard case .ran(.ticks(let window)) = recording.outcome,
          request.windows.indices.contains(window), !request.windows[window].ticks
        else { return recording }
        request.windows[window].ticks = true
        request.showAtLeast(Self.fewestTicks, inWindow: window)
      }
    } catch let failure as ChildProcess.Failure {
      throw RunError.helperUnusable(path: path, reason: failure.description)
    }
  }

  /// How many lines of a window that prints at intervals are shown if the chapter shows none.
  private static let fewestTicks = 3

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
      throw RunError.helperDied(status: ending.description)
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

extension LabRequest {
  /// Lets the steps of a window show some lines where the chapter shows none.
  fileprivate mutating func showAtLeast(_ count: Int, inWindow window: Int) {
    for terminal in terminals.indices where terminals[terminal].window == window {
      for step in terminals[terminal].steps.indices
      where terminals[terminal].steps[step].lineCount == 0 {
        if case .command = terminals[terminal].steps[step].action {
          terminals[terminal].steps[step].lineCount = count
        }
      }
    }
  }
}

extension LabRequest.Step {
  /// What a step of a chapter asks of the lab.
  fileprivate init(_ step: Step) {
    let lines = step.expected.filter { !$0.isAnyLines && $0.pattern.hasEnd }
    self.init(LabRequest.Action(step.action), lineCount: lines.count)
  }
}

extension Capability {
  /// What an example asks for, as the lab knows it.
  package init(_ need: MachineNeed) {
    self =
      switch need {
      case .ipv6: .ipv6
      case .usualBuffers: .usualBuffers
      case .processors(let count): .processors(count)
      }
  }
}

extension LabRequest.Action {
  /// What the reader does, as the lab knows it.
  package init(_ action: Step.Action) {
    self =
      switch action {
      case .command(let line): .command(line)
      case .input(let text): .input(text)
      case .endOfInput: .endOfInput
      case .interrupt: .interrupt
      case .look: .look
      }
  }
}
