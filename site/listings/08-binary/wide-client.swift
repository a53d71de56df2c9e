import Sockets

let data = try BinaryFormat("I 2s d").pack(1, "ab", 2.7)
let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
print("sending \(data.hexadecimal)")
try socket.sendAll(data)
socket.close()
