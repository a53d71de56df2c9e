package import LabProtocol

extension LabFailure.Purpose {
  /// What the lab wanted to do, as it follows "can't".
  package var words: String {
    switch self {
    case .runAsRoot: "run commands as root of the lab"
    case .makeUserNamespace: "make a user namespace"
    case .writeUserMap: "write the lab's user map"
    case .makeNamespaces: "make the lab's namespaces"
    case .leaveKeyring: "leave the keyring of the tool's user"
    case .giveUpGroups: "give up root's groups"
    case .becomeOrdinaryUser: "become an ordinary user"
    case .startFirstProcess: "start the lab's first process"
    case .tieToHelper: "tie the lab to its helper"
    case .closeFirstProcess: "close the lab's first process to its programs"

    case .keepMounts: "keep the lab's mounts to itself"
    case .makeRoot: "make the lab's root"
    case .makeRootReadOnly: "make the lab's root read-only"
    case .moveIntoRoot: "move into the lab's root"
    case .mountProc: "mount the lab's /proc"
    case .read(let path): "read \(path)"
    case .write(let path): "write \(path)"
    case .make(let path): "make \(path)"
    case .show(let path): "show \(path)"
    case .makeReadOnly(let path): "make \(path) read-only"
    case .enter(let path): "enter \(path)"
    case .copyPrograms: "copy the programs"
    case .copyProgram(let path): "copy \(path) into the lab"
    case .findProgram(let name): "find the program \(name)"

    case .talkAboutNetwork: "talk with the kernel about the network"
    case .listSockets: "hear of the lab's sockets"
    case .raiseLoopback: "raise the loopback interface"
    case .keepNetwork: "keep a host's network"
    case .changeHost: "go to another host"
    case .makeHost(let name): "make the host \(name)"
    case .makeSwitch(let interface): "make the switch of \(interface)"
    case .plugIn(let interface): "plug in \(interface)"
    case .addAddress(let address, let host): "give \(host) the address \(address)"
    case .addDefaultRoute: "make a default route"
    case .raiseInterface(let interface, let host): "raise \(interface) of \(host)"
    case .awaitInterface: "wait for an interface"
    case .awaitIPv6(let interface): "wait for IPv6 on \(interface)"

    case .limit(let resource, let needed, let allowed):
      """
      give programs \(resource.words(needed)), which an example may use: workbook itself was given \
      \(allowed == 0 ? "none" : "\(allowed)")
      """
    case .find(.ipv6): "use IPv6, which the example needs"
    case .find(.usualBuffers): "use TCP buffers of the usual sizes, which the example needs"
    case .find(.processors(let count)): "use \(count) processors, which the example needs"

    case .watchChildren: "hear of children's ends"
    case .openTerminal: "open a pseudo-terminal"
    case .separateWindows: "tell a window's processes from others"
    case .nameHost: "name a host"
    case .startShell: "start a window's shell"
    case .noticeCalls: "hear of calls before they are made"
    case .typeKeys: "type into a window"
    case .prepareCommand: "start a command"
    case .tracePrograms: "trace the programs"
    case .beTraced: "be traced"
    case .capturePackets: "capture packets"

    case .tellTool: "tell the tool"
    case .tellUser: "complain"
    }
  }
}

extension LimitedResource {
  /// So much of it.
  fileprivate func words(_ value: UInt64) -> String {
    switch self {
    case .coreFile: "core files of \(value) bytes"
    case .processorTime: "\(value) s of processor time"
    case .data: "\(value) bytes of data"
    case .fileSize: "files of \(value) bytes"
    case .locks: "\(value) locks of files"
    case .lockedMemory: "\(value) bytes of locked memory"
    case .messageQueues: "\(value) bytes in message queues"
    case .niceness: "a higher priority"
    case .openFiles: "\(value) open files"
    case .memory: "\(value) bytes of memory"
    case .processes: "\(value) processes"
    case .residentMemory: "\(value) bytes of resident memory"
    case .realTimePriority: "a real-time priority"
    case .realTime: "\(value) µs of real time"
    case .pendingSignals: "\(value) pending signals"
    case .stack: "a stack of \(value) bytes"
    }
  }

  /// A value as bash's `ulimit` takes it: memory and files in units of 1024 bytes.
  package func shellValue(_ value: UInt64) -> UInt64 {
    switch self {
    case .data, .fileSize, .lockedMemory, .memory, .residentMemory, .stack: (value + 1023) / 1024
    case .coreFile, .processorTime, .locks, .messageQueues, .niceness, .openFiles, .processes,
      .realTimePriority, .realTime, .pendingSignals:
      value
    }
  }

  /// The letter by which the shell's `ulimit` knows it (bash(1)).
  package var ulimit: Character {
    switch self {
    case .coreFile: "c"
    case .processorTime: "t"
    case .data: "d"
    case .fileSize: "f"
    case .locks: "x"
    case .lockedMemory: "l"
    case .messageQueues: "q"
    case .niceness: "e"
    case .openFiles: "n"
    case .memory: "v"
    case .processes: "u"
    case .residentMemory: "m"
    case .realTimePriority: "r"
    case .realTime: "R"
    case .pendingSignals: "i"
    case .stack: "s"
    }
  }
}
