import Sockets

let socket = try Socket(.ipv4, .datagram)
try socket.send("!".utf8, to: .ipv4(.loopback, port: 10001))
