import Sockets

let listener = try Socket.server(at: .ipv4(.loopback, port: 10000))
while true {
  let (connection, _) = try listener.accept()
  var nothing = 0
  while nothing < 100_000 {
    let data = try connection.receive(upTo: 16)
    guard !data.isEmpty else { nothing += 1; continue }
    try connection.sendAll(data)
  }
  print("received nothing \(nothing) times")
}
