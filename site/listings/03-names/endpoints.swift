import Sockets

func show(_ endpoints: [Endpoint]) {
  for endpoint in endpoints {
    print("  \(endpoint.family) \(endpoint.kind) \(endpoint.address)")
  }
}

print("mail.example.org, port 25")
show(try Endpoint.resolve("mail.example.org", service: "25"))

print("the same, as a stream")
show(
  try Endpoint.resolve(
    "mail.example.org", service: "smtp", kind: .stream))

print("localhost over IPv6")
show(
  try Endpoint.resolve(
    "localhost", service: "http", family: .ipv6, kind: .stream))

print("this machine, no name given")
show(try Endpoint.resolve(nil, service: "http", kind: .stream))
