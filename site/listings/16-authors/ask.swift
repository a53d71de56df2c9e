import Sockets

let socket = try Socket(.ipv4, .datagram)
let server = Address.ipv4(.loopback, port: 10000)
try socket.send("hello".utf8, to: server)
let (data, _) = try socket.receiveDatagram(upTo: 64)
print(String(decoding: data, as: UTF8.self))
