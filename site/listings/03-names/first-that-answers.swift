import Sockets

let address = Address.ipv4(.loopback, port: 10000)
let server = try Socket.server(at: address)

let endpoints = try Endpoint.resolve(
  nil, service: "10000", kind: .stream)
for endpoint in endpoints {
  do {
    let client = try Socket(endpoint.family, endpoint.kind)
    try client.connect(to: endpoint.address)
    print("connected to \(try client.peerAddress)")
    break
  } catch {
    print(error)
  }
}
