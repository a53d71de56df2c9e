import Sockets

for text in ["216.58.223.78", "192.0.2.25", "192.0.2.26"] {
  guard let address = IPv4Address(text) else {
    print("\(text) is no address")
    continue
  }
  do {
    let host = try HostEntry(at: address)
    print("\(address): \(host.name)", host.aliases)
  } catch {
    print(error)
  }
}
