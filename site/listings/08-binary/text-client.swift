import Sockets

let text = "A text as long as it likes"
let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
let front = try BinaryFormat("!H").pack(text.utf8.count)
try socket.sendAll(front + Array(text.utf8))
socket.close()
