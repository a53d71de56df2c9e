import Sockets

let words = CommandLine.arguments.dropFirst()
let host = words.first ?? "127.0.0.1"
let port = words.dropFirst().first ?? "10000"
do {
  let endpoints = try Endpoint.resolve(
    host, service: port, family: .ipv4, kind: .stream)
  let socket = try Socket(.ipv4, .stream)
  if words.count > 2 { socket.timeout = .milliseconds(300) }
  try socket.connect(to: endpoints[0].address)
  print("connected")
} catch {
  print(error)
}
