package import LabProtocol

extension LabFailure.Purpose {
  /// What the lab wanted to do, as it follows "can't".
  package var words: String {
    switch self {
    case .runAsRoot: "run commands as root of the lab"
    case .makeUserNamespace: "make a user namespace"
    case .writeUserMap: "write the lab's user map"
    case .makeNamespaces: "make the lab's namespaces"
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
