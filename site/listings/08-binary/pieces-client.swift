import Sockets

// Any datagram to this port ends the pause.
let pause = try Socket(.ipv4, .datagram)
try pause.bind(to: .ipv4(.loopback, port: 10001))

let data = try BinaryFormat("I 2s f").pack(1, "ab", 2.7)
let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))

print("sending \(data[..<5].hexadecimal)")
try socket.sendAll(data[..<5])
_ = try pause.receive(upTo: 1)
print("sending \(data[5...].hexadecimal)")
try socket.sendAll(data[5...])
socket.close()
