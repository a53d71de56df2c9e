import ArgumentParser
import FoundationEssentials
import Glibc
import LabProtocol
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookVerify

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Tell what this machine can verify, and what to do about the rest.",
    discussion: """
      Each thing is tried, not looked up: a compiler is asked for its version, a lab is made and a \
      command is run in it, on one host, on several, traced and captured, and as root. Exit status: 0 \
      everything works but perhaps commands as root, which few chapters need, 1 something else doesn't.
      """)

  func run() async throws {
    var isWell = true
    func tell(_ name: String, _ problem: String?, _ detail: String) {
      let console = Console.output
      let mark = problem == nil ? console.styled("✓", .good) : console.styled("✗", .bad)
      console.print("\(mark) \(name): \(problem ?? detail)")
      isWell = isWell && problem == nil
    }

    let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "workbook-doctor-\(UUID().uuidString)", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: scratch) }
    do {
      let toolChain = try await ToolChain.find(rememberingIn: Store(at: scratch))
      tell("compiler", nil, toolChain.version.split(separator: "\n").first.map(String.init) ?? "")
    } catch {
      tell("compiler", "\(error)", "")
    }
    do {
      _ = try SupportFiles.belonging(toExecutable: executable)
      tell("sources of Sockets", nil, "found")
    } catch {
      tell("sources of Sockets", error.description, "")
    }
    do {
      let lab = Lab(
        helper: try LabHelper.belonging(toExecutable: executable),
        configuration: BookConfiguration(title: "doctor"))
      let failure = try await Self.probe(lab, Self.request())
      let level = CapabilityLevel(failure?.cause, isRoot: geteuid() == 0)
      tell(
        "labs (level \(level.rawValue))", failure?.description,
        "a command ran in namespaces of its own, and settled")
      if failure == nil {
        try await tell(
          "hosts", Self.probe(lab, Self.request(isOnNetwork: true))?.description,
          "a command ran on a host that is plugged into a switch")
        try await tell(
          "traces", Self.probe(lab, Self.request(observing: .init(traces: true)))?.description,
          "a command's calls were seen")
        try await tell(
          "captures", Self.probe(lab, Self.request(observing: .init(captures: true)))?.description,
          "packets can be read")
        if let problem = try await Self.probe(lab, Self.request(isRoot: true)) {
          Console.output.print("\(Console.output.styled("?", .doubtful)) root: \(problem)")
        } else {
          tell("root", nil, "a command ran as root of its lab")
        }
      }
    } catch {
      tell("labs", "\(error)", "")
    }
    if !isWell { throw ExitStatus.failure.exit }
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
      terminals: [
        .init(
          commands: [
            .init(line: "mkfifo never && cat never", isInterrupted: true, isRoot: isRoot)
          ],
          clientPorts: 50000...50000)
      ], limits: limits)
    request.observation = observation
    return request
  }

  /// What is wrong with labs.
  private enum Problem: CustomStringConvertible {
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
      case .refused(let failure): "\(failure.message)\n  \(failure.advice)"
      }
    }
  }

  /// Runs a command that waits for ever, which takes every part of a lab to be ended in time.
  ///
  /// - Returns: What is wrong.
  private static func probe(_ lab: Lab, _ request: LabRequest) async throws -> Problem? {
    let recording = try await lab.run(request)
    switch recording.outcome {
    case .ran(.complete):
      return request.observation.traces && recording.steps.isEmpty ? .notTraced : nil
    case .ran: return .notSettled
    case .unavailable(let failure): return .refused(failure)
    }
  }
}

extension LabFailure {
  /// What to do about it.
  fileprivate var advice: String {
    switch (call, code) {
    case (.userMap, _):
      "examples that type commands as root, after \"# \", need workbook to be started by root"
    case (.netlink, EOPNOTSUPP):
      "this kernel has no bridges or no virtual cables: sudo modprobe -a bridge veth"
    case (.ptrace, _):
      """
      this machine doesn't let a program be traced. In Docker: --cap-add=SYS_PTRACE; elsewhere: sudo \
      sysctl -w kernel.yama.ptrace_scope=1
      """
    case (.unshare, EPERM), (.open, EPERM), (.open, EACCES), (.write, EPERM):
      """
      user namespaces are refused. On Ubuntu 24.04: sudo sysctl -w \
      kernel.apparmor_restrict_unprivileged_userns=0. In Docker: --security-opt seccomp=unconfined \
      --security-opt apparmor=unconfined. Or run workbook as root.
      """
    case (.unshare, ENOSPC):
      "there are no namespaces left: sudo sysctl -w user.max_user_namespaces=10000"
    case (.mount, EPERM):
      "a container hides parts of /proc; in Docker: --security-opt systempaths=unconfined"
    default:
      "this kernel lacks something; Linux 5.12 or later is needed"
    }
  }
}
