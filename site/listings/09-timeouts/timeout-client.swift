import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
socket.timeout = .milliseconds(200)

print("waiting for an answer")
let clock = ContinuousClock()
let start = clock.now
do {
  let answer = try socket.receive(upTo: 16)
  print("received \(answer.count) bytes")
} catch {
  print(error)
}
let waited = start.duration(to: clock.now)
print("waited for 200 ms: \(waited >= .milliseconds(200))")
