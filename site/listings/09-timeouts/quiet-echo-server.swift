import Sockets

let address = Address.ipv4(.loopback, port: 10000)
let listener = try Socket.server(at: address, backlog: 1)

while true {
  print("waiting for a connection")
  let (connection, _) = try listener.accept()
  defer { connection.close() }
  do {
    var total = 0
    while case let data = try connection.receive(upTo: 4096),
      !data.isEmpty {
      try connection.sendAll(data)
      total += data.count
    }
    print("sent back \(total) bytes")
  } catch {
    print(error)
  }
}
