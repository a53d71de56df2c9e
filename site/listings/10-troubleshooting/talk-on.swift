import Sockets

let listener = try Socket.server(at: .ipv4(.loopback, port: 0))
let socket = try Socket(.ipv4, .stream)
try socket.connect(to: listener.localAddress)
let (connection, _) = try listener.accept()
connection.close()
print("\(try socket.receive(upTo: 16).count) bytes: the end")
for word in ["one", "two"] {
  do {
    try socket.sendAll(word)
    print("sent \(word)")
  } catch {
    print(error)
  }
}
