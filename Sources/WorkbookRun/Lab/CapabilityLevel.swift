package import LabProtocol

/// How much of what a lab takes a machine grants.
///
/// Only where all of it is granted are examples run: without namespaces, a stranger's program would meet the
/// user's files and network, and two examples each other's ports.
package enum CapabilityLevel: String, Sendable {
  /// Every namespace, and a `/proc` of the lab's own.
  case full = "A"
  /// The same, but for root only, as on Ubuntu 24.04 with its usual AppArmor settings, or nothing at all,
  /// which an ordinary user can't tell.
  case rootOnly = "A2 or C"
  /// Namespaces, but no `/proc` of the lab's own: a container hides parts of it, and the kernel
  /// refuses to mount another one, which would show them.
  case maskedProc = "B"
  /// No namespaces at all, as in a container with Docker's usual settings.
  case none = "C"

  /// What a lab that couldn't be made says of the machine.
  ///
  /// - Parameters:
  ///   - failure: What failed, if anything did.
  ///   - mayBeOther: Whether it may be different for root.
  package init(_ failure: LabFailure?, forRoot mayBeOther: Bool) {
    // Programs that are missing, and limits of who started the tool, aren't the machine's.
    guard let failure, failure.call != .access, failure.call != .setrlimit else {
      self = .full
      return
    }
    self = failure.purpose == .mountProc ? .maskedProc : mayBeOther ? .rootOnly : .none
  }
}
