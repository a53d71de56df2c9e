import Sockets

let address = Address.ipv4(.loopback, port: 10000)
let first = try Socket(.ipv4, .datagram)
try first.bind(to: address)
for family in [Socket.Family.ipv4, .ipv6, .unix] {
  let other = try Socket(family, .datagram)
  do {
    try other.bind(to: address)
  } catch {
    print("\(family): \(error)")
  }
}
