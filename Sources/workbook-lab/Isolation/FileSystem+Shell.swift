import CLab
import Glibc
import LabProtocol

extension FileSystem {
  /// Where a shell is that another one has replaced.
  static let formerShells = "/shells"

  /// Puts another shell in the place of `/bin/sh`.
  ///
  /// That is a link on most machines, and the mount covers the shell that it leads to. So a script that begins with
  /// `#!/bin/dash` gets the other shell, too. Copies of the former one stay: one is the shell of the windows, and one
  /// among the programs is found by its name, unless a program of the example has that name.
  func replaceShell() throws(LabFailure) {
    guard let other = request.machine.shell else { return }
    guard let shell = Self.path(of: other), let target = realPath("/bin/sh") else {
      throw LabFailure(purpose: .findProgram(other), call: .access, code: ENOENT)
    }
    guard realPath(shell) != target else { return }
    let purpose = LabFailure.Purpose.copyProgram(path: target)
    let name = target.split(separator: "/").last.map(String.init) ?? "sh"
    var copies = ["\(Self.formerShells)/\(name)"]
    if !request.programs.contains(where: { $0.name == name }) {
      copies.append(Self.path(ofProgram: name))
    }
    try makeFolder(Self.formerShells)
    for copy in copies {
      let original = try require(.open, to: purpose) { open(target, O_RDONLY | O_CLOEXEC) }
      try copyProgram(from: original, to: copy, purpose)
    }
    try require(.mount, to: .show(path: target)) {
      mount(shell, Self.workshop + target, nil, UInt(LAB_MS_BIND), nil)
    }
    try require(.mountSetattr, to: .makeReadOnly(path: target)) {
      lab_make_read_only(Self.workshop + target)
    }
  }
}
