import Glibc
import Sockets

let path = "./socket_file"
let listener = try Socket(.unix, .stream)

// Remove the node that an earlier server has left behind.
let result = unlink(path)
guard result == 0 || errno == ENOENT else {
  perror("unlink(\(path))")
  exit(1)
}

print("Starting up on \(path)")
try listener.bind(to: .unix(path: path))
try listener.listen(backlog: 1)

while true {
  print("waiting for a connection")
  let (connection, client) = try listener.accept()
  defer {
    print("Closing current connection")
    connection.close()
  }
  print("connection from \(client)")

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
