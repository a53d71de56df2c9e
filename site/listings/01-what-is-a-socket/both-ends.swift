import Sockets

let address = Address.ipv4(.loopback, port: 10000)

let server = try Socket(.ipv4, .stream)
try server.bind(to: address)
try server.listen()

let client = try Socket(.ipv4, .stream)
try client.connect(to: address)
let (connection, _) = try server.accept()

print("server:     \(server)")
print("client:     \(client)")
print("connection: \(connection)")
