import Sockets

func start(_ port: UInt16, reuse: Bool) throws(SocketError) -> Socket {
  let listener = try Socket(.ipv4, .stream)
  if reuse { try listener.set(.reuseAddress, to: true) }
  try listener.bind(to: .ipv4(.loopback, port: port))
  try listener.listen(backlog: 1)
  return listener
}

func restart(_ port: UInt16, reuse: Bool, clientFirst: Bool) throws {
  let listener = try start(port, reuse: reuse)
  let client = try Socket.connected(to: "127.0.0.1", port: port)
  defer { client.close() }
  let (connection, _) = try listener.accept()
  if clientFirst {
    client.close()
    _ = try connection.receive(upTo: 16)
  }
  connection.close()
  listener.close()
  do {
    _ = try start(port, reuse: reuse)
    print("starts again")
  } catch {
    print(error)
  }
}

print("the client closed first")
try restart(10000, reuse: false, clientFirst: true)
print("the server was stopped first")
try restart(10001, reuse: false, clientFirst: false)
print("the same, with SO_REUSEADDR")
try restart(10002, reuse: true, clientFirst: false)
