import FoundationEssentials
import Glibc
import LabProtocol
import WorkbookBuild

/// Something that is otherwise on other machines, and that a transcript must not depend on.
package struct Knob: Sendable {
  /// Such as `umask 002`.
  package let name: String
  /// Who has it like this, for people.
  package let words: String
  /// Whether the processors are kept busy meanwhile.
  let isUnderLoad: Bool
  /// Changes what an example asks of a lab.
  private let change: @Sendable (inout LabRequest) -> Void

  init(
    _ name: String, _ words: String, isUnderLoad: Bool = false,
    _ change: @escaping @Sendable (inout LabRequest) -> Void
  ) {
    (self.name, self.words, self.isUnderLoad) = (name, words, isUnderLoad)
    self.change = change
  }

  /// Makes a request for such a machine.
  ///
  /// - Parameters:
  ///   - request: What is asked here.
  ///   - library: What programs are made to load first.
  /// - Returns: What is asked there.
  func turned(_ request: LabRequest, _ library: OtherMachineLibrary) -> LabRequest {
    var request = request
    change(&request)
    return isTold(to: request) ? Self.loading(library, request) : request
  }

  /// Makes a request for this machine, in which programs load the same library, and it changes nothing; `nil` if they
  /// load none there.
  ///
  /// What differs like this as well depends on the environment, and not on the knob.
  func control(_ request: LabRequest, _ library: OtherMachineLibrary) -> LabRequest? {
    var turned = request
    change(&turned)
    guard isTold(to: turned) else { return nil }
    var control = request
    control.machine.environment["WORKBOOK_NOTHING"] = "1"
    return Self.loading(library, control)
  }

  /// Whether programs learn of the knob by the library.
  private func isTold(to request: LabRequest) -> Bool {
    OtherMachineLibrary.Variable.allCases.contains {
      request.machine.environment[$0.rawValue] != nil
    }
  }

  private static func loading(
    _ library: OtherMachineLibrary, _ request: LabRequest
  ) -> LabRequest {
    var request = request
    let name = library.file.lastPathComponent
    request.programs.append(.init(name: name, path: library.file.path))
    request.machine.library = name
    return request
  }

  /// All of them, as far as this machine can have them.
  package static var all: [Knob] {
    [
      Knob("umask 002", "ordinary users of Ubuntu, Fedora and Red Hat") {
        $0.machine.umask = 0o002
      },
      Knob("umask 077", "careful people") { $0.machine.umask = 0o077 },
    ] + shells + [
      Knob("process numbers", "a machine that has been up for days") {
        $0.machine.lastProcess = 29_000
      },
      Knob("short inode numbers", "a machine that has just booted") {
        $0.machine.set(.inodeDigits, to: 4)
      },
      Knob("long inode numbers", "a machine that has been up for months, large disks") {
        $0.machine.set(.inodeDigits, to: 10)
      },
      Knob("environment", "people who have set a lot") {
        $0.machine.environment["WORKBOOK_ELSEWHERE"] = String(repeating: "elsewhere ", count: 400)
        // Other addresses lie on the stack when main begins.
        $0.machine.environment["LD_BIND_NOW"] = "1"
      },
      Knob("memory", "what nothing has set has any value") {
        $0.machine.environment["MALLOC_PERTURB_"] = "165"
        $0.machine.set(.fill, to: 1)
      },
      Knob("small stack", "stacks of 1 MiB") { $0.machine.stackSize = 1 << 20 },
      Knob("large stack", "stacks of 256 MiB") {
        $0.machine.stackSize = 256 << 20
        // A lab's limit counts what is only reserved.
        $0.limits.memory += UInt64($0.limits.processes) * $0.machine.stackSize
      },
      Knob("1 processor", "small virtual machines") { $0.machine.processors = 1 },
      Knob("64 processors", "servers") { $0.machine.set(.processors, to: 64) },
      Knob("no IPv6", "kernels with ipv6.disable=1") { $0.machine.hasIPv6 = false },
      Knob("small buffers", "TCP buffers of a quarter") {
        $0.machine.socketBuffers = $0.machine.socketBuffers.scaled(by: 0.25)
      },
      Knob("large buffers", "TCP buffers 64 times as large") {
        $0.machine.socketBuffers = $0.machine.socketBuffers.scaled(by: 64)
      },
      Knob("speed", "a machine of a twentieth of the speed", isUnderLoad: true) {
        $0.machine.niceness = 13
        $0.limits.seconds *= 10
        $0.limits.processorSeconds *= 10
      },
      Knob("locale", "people who don't use UTF-8") {
        $0.machine.environment["LC_ALL"] = "POSIX"
        $0.machine.environment["LANG"] = "tr_TR.ISO-8859-9"
      },
      Knob("time zone", "people in Kiritimati, 14 hours ahead") {
        $0.machine.environment["TZ"] = "<+14>-14"
      },
      date,
    ]
  }

  /// On another day of the week, at another time of the day.
  static let date = Knob("date", "more than three years from now") {
    $0.machine.set(.seconds, to: 100_000_000)
  }

  /// The shells that `/bin/sh` is elsewhere, of those that this machine has.
  private static var shells: [Knob] {
    [
      ("bash", "Fedora, Red Hat, Arch and openSUSE"), ("dash", "Debian and Ubuntu"),
      ("busybox", "Alpine and small systems"), ("mksh", "Android"), ("zsh", "macOS"),
    ].filter { name, _ in
      ["/usr/bin/", "/bin/"].contains { access($0 + name, X_OK) == 0 }
    }.map { name, words in Knob("sh is \(name)", words) { $0.machine.shell = name } }
  }
}

extension Machine {
  fileprivate mutating func set(_ variable: OtherMachineLibrary.Variable, to value: Int) {
    environment[variable.rawValue] = "\(value)"
  }
}
