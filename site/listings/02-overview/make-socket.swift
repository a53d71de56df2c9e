import Sockets

let socket = try Socket(.ipv4, .stream)
print("made, descriptor \(socket.descriptor)")
print("address: \(try socket.localAddress)")

try socket.bind(to: .ipv4(.loopback, port: 10000))
print("address: \(try socket.localAddress)")

socket.close()
print("closed, descriptor \(socket.descriptor)")
