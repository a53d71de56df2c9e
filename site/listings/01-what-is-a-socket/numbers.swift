import Glibc
import Sockets

let first = try Socket(.ipv4, .stream)
let second = try Socket(.ipv4, .datagram)
let file = open("/etc/hosts", O_RDONLY)
let third = try Socket(.unix, .stream)
print("first socket:  \(first.descriptor)")
print("second socket: \(second.descriptor)")
print("open file:     \(file)")
print("third socket:  \(third.descriptor)")

second.close()
print("second socket, closed: \(second.descriptor)")
let fourth = try Socket(.ipv4, .stream)
print("fourth socket: \(fourth.descriptor)")
