import Sockets

let socket = try Socket(.ipv4, .datagram)
try socket.bind(to: .ipv4(.loopback, port: 10000))
let (data, sender) = try socket.receiveDatagram(upTo: 64)
try socket.send(data.reversed(), to: sender)
