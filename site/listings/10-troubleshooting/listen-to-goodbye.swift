import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
print("\(try socket.receive(upTo: 16).count) bytes")
