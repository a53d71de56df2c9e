import Sockets

let listener = try Socket.server(at: .ipv4(.any, port: 10000))
print("listening at", try listener.localAddress)
let (connection, client) = try listener.accept()
print("connection from \(client)")
print("it came to", try connection.localAddress)
try connection.sendAll("Hello")
