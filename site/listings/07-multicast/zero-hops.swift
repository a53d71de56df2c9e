import Sockets

let group = Address.ipv4("224.10.10.10", port: 10000)
let sender = try Socket(.ipv4, .datagram)
try sender.set(.multicastTimeToLive, to: 0)

try sender.send("one".utf8, to: group)
print("sent one")

let member = try Socket(.ipv4, .datagram)
try member.join(.ipv4("224.10.10.10"))
try sender.send("two".utf8, to: group)
print("sent two")
