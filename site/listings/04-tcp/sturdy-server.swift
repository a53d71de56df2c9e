import Sockets

func serve(_ connection: Socket) throws(SocketError) {
  while true {
    let data = try connection.receive(upTo: 16)
    guard !data.isEmpty else { return }
    try connection.sendAll(data)
  }
}

let address = Address.ipv4(.loopback, port: 10000)
let listener = try Socket.server(at: address)
while true {
  print("waiting for a connection")
  let (connection, client) = try listener.accept()
  defer { connection.close() }
  do {
    try serve(connection)
  } catch {
    print("\(client) is lost: \(error)")
  }
}
