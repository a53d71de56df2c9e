import Sockets

let first = try Socket(.ipv4, .stream)
let second = try Socket(.ipv4, .datagram)
let third = try Socket(.unix, .stream)
first.close()
third.close()
let fourth = try Socket(.ipv4, .stream)
let fifth = try Socket(.ipv4, .stream)
print("second socket: \(second.descriptor)")
print("fourth socket: \(fourth.descriptor)")
print("fifth socket:  \(fifth.descriptor)")
