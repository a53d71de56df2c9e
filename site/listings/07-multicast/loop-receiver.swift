import Sockets

let socket = try Socket(.ipv4, .datagram)
try socket.bind(to: .ipv4(.any, port: 10000))
let loopback = try Interface(named: "lo")
try socket.join(.ipv4("224.10.10.10", on: loopback))
let (data, sender) = try socket.receiveDatagram(upTo: 64)
print("received \(data.count) bytes from \(sender)")
try socket.send("ack".utf8, to: sender)
