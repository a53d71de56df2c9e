import CLab
import Glibc
import LabProtocol

extension Capability {
  /// Makes sure that this machine has it.
  ///
  /// - Parameter machine: What a lab's programs see of it.
  /// - Throws: ``LabFailure`` where it doesn't.
  func find(on machine: Machine) throws(LabFailure) {
    switch self {
    case .ipv6:
      guard machine.hasIPv6 else {
        throw LabFailure(purpose: .find(self), call: .socket, code: EAFNOSUPPORT)
      }
      close(
        try require(.socket, to: .find(self)) {
          socket(AF_INET6, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        })
    case .usualBuffers:
      guard machine.socketBuffers == Machine().socketBuffers else {
        throw LabFailure(purpose: .find(self), call: .access, code: ERANGE)
      }
    case .processors(let needed):
      let count = Int(lab_count_processors())
      guard min(count, machine.processors ?? count) >= needed else {
        throw LabFailure(purpose: .find(self), call: .schedGetaffinity, code: ENODEV)
      }
    }
  }
}
