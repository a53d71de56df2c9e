import Sockets

let socket = try Socket(.ipv4, .datagram)
print("to one host:", try socket.get(.timeToLive))
print("to a group: ", try socket.get(.multicastTimeToLive))
for hops in [0, 255, 256] {
  do {
    try socket.set(.multicastTimeToLive, to: hops)
    print(try socket.get(.multicastTimeToLive))
  } catch {
    print(error)
  }
}
