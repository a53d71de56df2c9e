import Sockets

let listener = try Socket.server(at: .ipv4(.loopback, port: 10000))
let sender = try Socket(.ipv4, .stream)
try sender.connect(to: .ipv4(.loopback, port: 10000))
let (receiver, _) = try listener.accept()

for piece in ["This ", "is our message, ", "all of it"] {
  try sender.sendAll(piece)
  let data = try receiver.receive(upTo: 16)
  print(data.count, String(decoding: data, as: UTF8.self))
}
try sender.sendAll("This is ")
try sender.sendAll("our mess")
let data = try receiver.receive(upTo: 16)
print(data.count, String(decoding: data, as: UTF8.self))
