import Sockets

let address = Address.ipv4(.loopback, port: 10000)
let server = try Socket(.ipv4, .stream)
try server.bind(to: address)
try server.listen()

let client = try Socket(.ipv4, .stream)
try client.connect(to: address)
print("client: \(client)")
