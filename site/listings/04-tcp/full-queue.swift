import Sockets

let address = Address.ipv4(.loopback, port: 10000)
let listener = try Socket.server(at: address, backlog: 1)
var clients: [Socket] = []
for number in 1...3 {
  let client = try Socket(.ipv4, .stream)
  clients.append(client)
  client.timeout = .milliseconds(100)
  do {
    try client.connect(to: address)
    print("client \(number): connected")
  } catch {
    print("client \(number): \(error)")
  }
}
clients[0].timeout = nil
_ = try clients[0].receive(upTo: 1)
