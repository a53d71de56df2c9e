import Sockets

let socket = try Socket(.ipv4, .datagram)
let group = Address.ipv4("224.10.10.10", port: 10000)
try socket.send("hello".utf8, to: group)
print("said hello")
