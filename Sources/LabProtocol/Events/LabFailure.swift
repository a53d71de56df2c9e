/// A system call that the lab needs and that failed.
package struct LabFailure: Error, Codable, Hashable, Sendable {
  /// Whose fault it is.
  package enum Cause: Codable, Hashable, Sendable {
    /// The machine refuses what every lab needs.
    case machine
    /// The example asks for what can't be, such as files that don't fit.
    case example
  }

  package var cause = Cause.machine
  package var purpose: Purpose
  package var call: SystemCall
  /// The value of `errno`.
  package var code: Int32

  package init(purpose: Purpose, call: SystemCall, code: Int32) {
    self.purpose = purpose
    self.call = call
    self.code = code
  }

  /// What the lab wanted to do; the tool has the words for it.
  package enum Purpose: Codable, Hashable, Sendable {
    // Namespaces and users.
    case runAsRoot
    case makeUserNamespace, writeUserMap
    case makeNamespaces, leaveKeyring
    case giveUpGroups, becomeOrdinaryUser
    case startFirstProcess, tieToHelper, closeFirstProcess

    // What programs see as `/`; paths are those that they see.
    case keepMounts, makeRoot, makeRootReadOnly, moveIntoRoot
    case mountProc
    case read(path: String)
    case write(path: String)
    case make(path: String)
    case show(path: String)
    case makeReadOnly(path: String)
    case enter(path: String)
    case copyPrograms
    case copyProgram(path: String)
    case findProgram(String)

    // Hosts and networks.
    case talkAboutNetwork, listSockets
    case raiseLoopback
    case keepNetwork, changeHost
    case makeHost(String)
    case makeSwitch(interface: String)
    case plugIn(interface: String)
    case addAddress(String, host: String)
    case addDefaultRoute
    case raiseInterface(String, host: String)
    case awaitInterface
    case awaitIPv6(interface: String)

    // Terminals and their programs.
    case watchChildren
    case openTerminal, separateWindows, nameHost
    /// A limit can't be set to what the example needs, as the tool was started with a lower one.
    case limit(LimitedResource, needed: UInt64, allowed: UInt64)
    case find(Capability)
    case startShell, prepareCommand, noticeCalls, typeKeys
    case tracePrograms, beTraced
    case capturePackets

    // The tool.
    case tellTool, tellUser
  }
}
