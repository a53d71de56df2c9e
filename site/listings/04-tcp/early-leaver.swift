import Sockets

let listener = try Socket.server(at: .ipv4(.loopback, port: 10000))
while true {
  let (connection, _) = try listener.accept()
  let data = try connection.receive(upTo: 1024)
  try connection.sendAll(data.prefix(16))
  connection.close()
}
