import Sockets

let socket = try Socket(.ipv4, .datagram)
print("before: \(try socket.localAddress)")
try socket.send("Hello?".utf8, to: .ipv4(.loopback, port: 10000))
print("after:  \(try socket.localAddress)")
