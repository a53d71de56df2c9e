import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
try socket.sendAll("Hello?")
let answer = try socket.receive(exactly: 6)
print("received \"\(String(decoding: answer, as: UTF8.self))\"")
socket.close()
