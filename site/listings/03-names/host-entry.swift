import Sockets

for name in CommandLine.arguments.dropFirst() {
  do {
    let host = try HostEntry(named: name)
    print("Name: ", host.name)
    print("Aliases: ", host.aliases)
    print("Addresses: ", host.addresses)
  } catch {
    print(error)
    print("unknown: \(error.code == .hostNotFound)")
  }
}
