import Sockets

let address = Address.ipv4(.loopback, port: 10000)
let listener = try Socket(.ipv4, .stream)

print("Starting up on \(address)")
try listener.bind(to: address)
try listener.listen(backlog: 1)

while true {
  print("waiting for a connection")
  let (connection, client) = try listener.accept()
  defer {
    print("Closing current connection")
    connection.close()
  }
  print("connection from \(client)")

  // Send back what comes, at most 16 bytes at a time.
  while true {
    let data = try connection.receive(upTo: 16)
    let text = String(decoding: data, as: UTF8.self)
    print("received \"\(text)\"")
    guard !data.isEmpty else {
      print("no data from \(client)")
      break
    }
    print("sending data back to the client")
    try connection.sendAll(data)
  }
}
