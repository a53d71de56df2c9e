import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
socket.timeout = .zero

print("looking for an answer")
do {
  let answer = try socket.receive(upTo: 16)
  print("received \(answer.count) bytes")
} catch {
  print(error)
  print("would have had to wait: \(error.code == .wouldBlock)")
}
