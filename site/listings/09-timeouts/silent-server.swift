import Sockets

let address = Address.ipv4(.loopback, port: 10000)
let listener = try Socket.server(at: address)
var connections: [Socket] = []
while true {
  connections.append(try listener.accept().connection)
  print("connections: \(connections.count)")
}
