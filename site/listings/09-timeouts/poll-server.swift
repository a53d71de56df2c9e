import Sockets

let address = Address.ipv4(.loopback, port: 10000)
let listener = try Socket.server(at: address)
var waiting: [(Socket, Socket.PollEvents)] = [(listener, .reading)]

print("waiting")
while true {
  for (socket, _) in try Socket.poll(waiting) {
    do {
      if socket == listener {
        let (connection, client) = try listener.accept()
        print("connection from \(client)")
        waiting.append((connection, .reading))
        continue
      }
      let data = try socket.receive(upTo: 16)
      if !data.isEmpty {
        print("\(data.count) bytes from \(try socket.peerAddress)")
        try socket.sendAll(data)
        continue
      }
      print("no more from \(try socket.peerAddress)")
    } catch {
      print(error)
    }
    guard socket != listener else { continue }
    waiting.removeAll { $0.0 == socket }
    socket.close()
  }
}
