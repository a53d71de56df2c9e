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
      command is run in it. Exit status: 0 everything works, 1 something doesn't.
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
      let problem = try await Self.probe(lab)
      tell("labs", problem, "a command ran in namespaces of its own, and settled")
    } catch {
      tell("labs", "\(error)", "")
    }
    if !isWell { throw ExitCode.failure }
  }

  /// Runs a command that waits for ever, which takes every part of a lab to be ended in time.
  ///
  /// - Returns: What is wrong, and what to do about it.
  private static func probe(_ lab: Lab) async throws -> String? {
    var limits = Limits()
    limits.seconds = 3
    let request = LabRequest(
      hosts: [.init(name: "localhost")], names: [:], folder: "probe", files: [], programs: [],
      terminals: [
        .init(
          commands: [.init(line: "mkfifo never && cat never", isInterrupted: true)],
          clientPorts: 50000...50000)
      ], limits: limits)
    let recording = try await lab.run(request)
    switch recording.outcome {
    case .ran(.complete): return nil
    case .ran: return "a waiting command wasn't recognised; is /proc/PID/syscall readable?"
    case .unavailable(let failure): return "\(failure.message)\n  \(advice(on: failure))"
    }
  }

  private static func advice(on failure: LabFailure) -> String {
    switch (failure.call, failure.code) {
    case ("unshare", EPERM), ("open", EPERM), ("open", EACCES), ("write", EPERM):
      """
      user namespaces are refused. On Ubuntu 24.04: sudo sysctl -w \
      kernel.apparmor_restrict_unprivileged_userns=0. In Docker: --security-opt seccomp=unconfined \
      --security-opt apparmor=unconfined. Or run workbook as root.
      """
    case ("unshare", ENOSPC):
      "there are no namespaces left: sudo sysctl -w user.max_user_namespaces=10000"
    case ("mount", EPERM):
      "a container hides parts of /proc; in Docker: --security-opt systempaths=unconfined"
    default:
      "this kernel lacks something; Linux 5.12 or later is needed"
    }
  }
}
