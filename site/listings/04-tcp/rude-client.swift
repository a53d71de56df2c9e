import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
try socket.set(.linger, to: .zero)
socket.close()
print("gone")
