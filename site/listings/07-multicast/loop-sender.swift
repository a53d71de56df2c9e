import Sockets

let group = Address.ipv4("224.10.10.10", port: 10000)
let socket = try Socket(.ipv4, .datagram)
socket.timeout = .seconds(1)
try socket.set(.multicastInterface, to: .loopback)
try socket.send("hello".utf8, to: group)
let (data, receiver) = try socket.receiveDatagram(upTo: 16)
let text = String(decoding: data, as: UTF8.self)
print("received \"\(text)\" from \(receiver)")
