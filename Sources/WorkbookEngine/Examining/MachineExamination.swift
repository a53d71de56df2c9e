import FoundationEssentials
import Glibc
import LabProtocol
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookVerify

/// Tries what a machine can verify.
package enum MachineExamination {
  /// What was found out about one thing.
  package struct Finding: Sendable {
    package enum State: Hashable, Sendable {
      case works
      /// It doesn't work, and few chapters need it.
      case doubtful
      case broken
    }

    package let name: String
    package let state: State
    /// What was tried, or what is wrong and what to do about it.
    package let words: String
  }

  /// Tries everything, one thing after the other.
  ///
  /// - Parameter tell: Called for each thing when it was tried.
  package static func run(_ tell: (Finding) -> Void) async {
    func report(_ name: String, _ problem: String?, _ detail: String) {
      tell(
        Finding(
          name: name, state: problem == nil ? .works : .broken, words: problem ?? detail))
    }
    let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "workbook-doctor-\(UUID().uuidString)", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: scratch) }
    do {
      let toolChain = try await ToolChain.find(rememberingIn: Store(at: scratch))
      report(
        "compiler", nil, toolChain.version.split(separator: "\n").first.map(String.init) ?? "")
    } catch let error as BuildError {
      report("compiler", error.description, "")
    } catch {
      // It was ended in the middle.
      return
    }
    do {
      _ = try SupportFiles.belonging(toExecutable: executable)
      report("sources of Sockets", nil, "found")
    } catch {
      report("sources of Sockets", error.description, "")
    }
    do {
      let lab = Lab(
        helper: try LabHelper.belonging(toExecutable: executable),
        configuration: BookConfiguration(title: "doctor"))
      let failure = try await probe(lab, request())
      let surroundings = Surroundings.current
      let level = CapabilityLevel(
        failure?.cause, forRoot: !surroundings.isRoot && !surroundings.isFiltered)
      report(
        "labs (level \(level.rawValue))", failure?.description,
        "a command ran in namespaces of its own, and settled")
      guard failure == nil else { return }
      let slowness = try await lab.run(request()).slowness
      tell(
        Finding(
          name: "speed", state: slowness < Verification.slow ? .works : .doubtful,
          words: slowness < 1.5
            ? "as fast as most machines, or faster"
            : "everything takes \(Int(slowness.rounded())) times as long as on most machines; time limits are longer here"
        ))
      var onIPv6 = request()
      onIPv6.capabilities = [.ipv6]
      if let problem = try await probe(lab, onIPv6) {
        tell(Finding(name: "IPv6", state: .doubtful, words: problem.description))
      } else {
        report("IPv6", nil, "a socket of it can be made")
      }
      try await report(
        "hosts", probe(lab, request(isOnNetwork: true))?.description,
        "a command ran on a host that is plugged into a switch")
      try await report(
        "traces", probe(lab, request(observing: .init(traces: true)))?.description,
        "a command's calls were seen")
      try await report(
        "captures", probe(lab, request(observing: .init(captures: true)))?.description,
        "packets can be read")
      if let problem = try await probe(lab, request(isRoot: true)) {
        tell(Finding(name: "root", state: .doubtful, words: problem.description))
      } else {
        report("root", nil, "a command ran as root of its lab")
      }
    } catch let error as RunError {
      report("labs", error.description, "")
    } catch {
      // It was ended in the middle.
    }
  }

  private static func request(
    isOnNetwork: Bool = false, isRoot: Bool = false,
    observing observation: LabRequest.Observation = .init()
  ) -> LabRequest {
    var limits = Limits()
    limits.seconds = 3
    let address = LabRequest.Address(text: "192.0.2.1", prefixLength: 24)
    var request = LabRequest(
      hosts: [
        .init(
          name: "localhost",
          interfaces: isOnNetwork ? [.init(name: "eth0", addresses: [address])] : [])
      ], names: [:], folder: "probe", files: [], programs: [],
      windows: [.init(isRoot: isRoot, clientPorts: [50000...50000])],
      terminals: [
        .init(
          window: 0, steps: [.init(.command("mkfifo never && cat never")), .init(.interrupt)])
      ], limits: limits)
    request.observation = observation
    return request
  }

  /// What is wrong with labs.
  private enum LabProblem: CustomStringConvertible {
    case notSettled
    case notTraced
    case refused(LabFailure)

    var cause: LabFailure? {
      if case .refused(let failure) = self { failure } else { nil }
    }

    /// What is wrong, and what to do about it.
    var description: String {
      switch self {
      case .notSettled: "a waiting command wasn't recognised; is /proc/PID/syscall readable?"
      case .notTraced: "nothing was seen of what a command did; is ptrace(2) restricted here?"
      case .refused(let failure): "\(failure.message)\n  \(failure.advice(in: .current))"
      }
    }
  }

  /// Runs a command that waits for ever, which takes every part of a lab to be ended in time.
  ///
  /// - Returns: What is wrong.
  private static func probe(_ lab: Lab, _ request: LabRequest) async throws -> LabProblem? {
    let recording = try await lab.run(request)
    switch recording.outcome {
    case .ran(.complete):
      return request.observation.traces && recording.steps.isEmpty ? .notTraced : nil
    case .ran: return .notSettled
    case .unavailable(let failure): return .refused(failure)
    }
  }
}
