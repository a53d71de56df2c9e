import Sockets

let listener = try Socket.server(at: .ipv4(.loopback, port: 10000))
let client = try Socket(.ipv4, .stream)
try client.connect(to: .ipv4(.loopback, port: 10000))
let (connection, _) = try listener.accept()
print("listener:  ", try listener.localAddress)
print("connection:", try connection.localAddress)
print("client:    ", try client.localAddress)
