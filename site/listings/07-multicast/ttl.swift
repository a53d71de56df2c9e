import Glibc
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

// A single byte, as the original packs it.
let level = CInt(IPPROTO_IP)
var byte: UInt8 = 7
setsockopt(socket.descriptor, level, IP_MULTICAST_TTL, &byte, 1)
print(try socket.get(.multicastTimeToLive))
