import CLab
import Glibc
import LabProtocol

extension FileSystem {
  /// Puts another shell in the place of `/bin/sh`.
  ///
  /// That is a link on most machines, and a mount covers what it leads to; so a copy of that is among the programs, and
  /// still found by its name.
  func replaceShell() throws(LabFailure) {
    guard let name = request.machine.shell else { return }
    guard let shell = Self.path(of: name), let target = realPath("/bin/sh") else {
      throw LabFailure(purpose: .findProgram(name), call: .access, code: ENOENT)
    }
    guard realPath(shell) != target else { return }
    let purpose = LabFailure.Purpose.copyProgram(path: target)
    let original = try require(.open, to: purpose) { open(target, O_RDONLY | O_CLOEXEC) }
    try copyProgram(
      from: original, named: target.split(separator: "/").last.map(String.init) ?? "sh", purpose)
    try require(.mount, to: .show(path: target)) {
      mount(shell, Self.workshop + target, nil, UInt(LAB_MS_BIND), nil)
    }
    try require(.mountSetattr, to: .makeReadOnly(path: target)) {
      lab_make_read_only(Self.workshop + target)
    }
  }
}
