import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))

print(socket.timeout.map { "timeout \($0)" } ?? "no timeout")
print("waiting for an answer")
let answer = try socket.receive(upTo: 16)
print("received \(answer.count) bytes")
