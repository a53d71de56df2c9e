import Sockets

let address = Address.ipv4(.loopback, port: 10000)
let listener = try Socket.server(at: address)
listener.timeout = .zero
do {
  print("accepting")
  _ = try listener.accept()
} catch {
  print(error)
}

let client = try Socket(.ipv4, .stream)
client.timeout = .zero
do {
  try client.connect(to: address)
} catch {
  print(error)
}

// Wait until there is something to do, and then do it.
let made = try client.wait(for: .writing) == .writing
let problem = try client.get(.pendingError)
print("connected: \(made), \(problem?.name ?? "no problem")")

_ = try listener.wait(for: .reading)
let (connection, peer) = try listener.accept()
print("accepted \(peer)")
connection.close()
client.close()
