// Asks for names and addresses and prints the answers, as names.py does through Python's socket.
import Sockets

func answer(_ question: String, _ body: () throws -> String) {
  do {
    print(question, try body())
  } catch let error as SocketError {
    print(question, error.code.name)
  } catch {
    print(question, error)
  }
}

func list(_ texts: some Sequence<String>) -> String {
  texts.joined(separator: " ")
}

answer("gethostname") { try HostEntry.localName }
for name in [
  "google.com", "rodgers-PC", "mirror.example", "six.example", "nowhere.invalid", "127.1", "short",
] {
  answer("gethostbyname \(name)") { try IPv4Address(resolving: name).description }
  answer("gethostbyname_ex \(name)") {
    let host = try HostEntry(named: name)
    return list([host.name] + host.aliases + host.addresses.map(\.description))
  }
  answer("getfqdn \(name)") { HostEntry.fullyQualifiedName(of: name) }
}
answer("getfqdn") { HostEntry.fullyQualifiedName() }
for address in ["216.58.223.78", "192.0.2.2", "192.0.2.9"] as [IPv4Address] {
  answer("gethostbyaddr \(address)") {
    let host = try HostEntry(at: address)
    return list([host.name] + host.aliases + host.addresses.map(\.description))
  }
  answer("getnameinfo \(address)") {
    let names = try Address.ipv4(address, port: 80).names(flags: .nameRequired)
    return list([names.host, names.service])
  }
}
for name in ["both.example", "six.example", "mirror.example", "nowhere.invalid"] {
  answer("getaddrinfo \(name)") {
    let endpoints = try Endpoint.resolve(name, service: "80", kind: .stream)
    return list(endpoints.map { "\($0.address)" }.sorted())
  }
}
answer("connected unreachable.example") {
  try Socket.connected(to: "unreachable.example", port: 80).description
}
