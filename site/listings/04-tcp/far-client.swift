import Sockets

let host = CommandLine.arguments[1]
let socket = try Socket.connected(to: host, port: 10000)
print("connected to", try socket.peerAddress)
let data = try socket.receive(upTo: 16)
print("received \"\(String(decoding: data, as: UTF8.self))\"")
