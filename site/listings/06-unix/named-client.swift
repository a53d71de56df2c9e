import Sockets

let words = CommandLine.arguments
let socket = try Socket(.unix, .stream)
try socket.bind(to: .unix(path: words[1]))
try socket.connect(to: .unix(path: words[2]))
try socket.sendAll("Hello")
let data = try socket.receive(upTo: 16)
print("received \"\(String(decoding: data, as: UTF8.self))\"")
socket.close()
