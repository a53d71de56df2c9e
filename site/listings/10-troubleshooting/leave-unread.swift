import Sockets

let listener = try Socket.server(at: .ipv4(.loopback, port: 0))
let socket = try Socket(.ipv4, .stream)
try socket.connect(to: listener.localAddress)
let (connection, _) = try listener.accept()
try socket.sendAll("one")
connection.close()
for _ in 1...2 {
  do {
    print("\(try socket.receive(upTo: 16).count) bytes")
  } catch {
    print(error)
  }
}
do {
  try socket.sendAll("two")
} catch {
  print(error)
}
