import Sockets

let listener = try Socket.server(at: .ipv4(.loopback, port: 10000))
let client = try Socket(.ipv4, .stream)
try client.connect(to: .ipv4(.loopback, port: 10000))
let (connection, _) = try listener.accept()

try client.sendAll(String(repeating: "x", count: 100))
print("read", try connection.receive(upTo: 16).count, "of 100")
connection.close()
for _ in 1...2 {
  do {
    print("received", try client.receive(upTo: 16).count)
  } catch {
    print(error)
  }
}
do {
  try client.sendAll("more")
} catch {
  print(error)
}
let again = try Socket(.ipv4, .stream)
try again.connect(to: .ipv4(.loopback, port: 10000))
print("the listener still listens")
