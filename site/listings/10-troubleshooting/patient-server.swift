import Sockets

let listener = try Socket(.ipv4, .stream)
do {
  try listener.bind(to: .ipv4(.loopback, port: 10000))
  try listener.listen(backlog: 1)
  print("listening")
  let (connection, _) = try listener.accept()
  print("\(try connection.receive(upTo: 16).count) bytes")
} catch {
  print(error)
}
