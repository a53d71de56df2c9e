import Glibc
import Sockets

print("ip_mreq ", MemoryLayout<ip_mreq>.size, "bytes")
print("ip_mreqn", MemoryLayout<ip_mreqn>.size, "bytes")

let group: [UInt8] = [224, 10, 10, 10]
let formats: [BinaryFormat] = ["4sL", "=4sL", "4s4s"]
for format in formats {
  print("\(format):", format.size, "bytes")
}

func join(_ bytes: [UInt8]) {
  let socket = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
  let level = CInt(IPPROTO_IP)
  let size = socklen_t(bytes.count)
  let result = setsockopt(
    socket, level, IP_ADD_MEMBERSHIP, bytes, size)
  let text = result == 0 ? "joined" : String(cString: strerror(errno))
  print("\(bytes.count) bytes \(bytes.hexadecimal): \(text)")
  close(socket)
}

let a: [UInt8] = [192, 168, 100, 2]
let wrong: BinaryFormat = "4sL"
// The address as a number, as Python's struct writes it.
join(try wrong.pack(group, UInt64(0)))
join(try wrong.pack(group, UInt64(0xc0a8_6402)))
let turned: BinaryFormat = "=4sL"
join(try turned.pack(group, UInt64(0xc0a8_6402)))
let right: BinaryFormat = "4s4s"
join(try right.pack(group, [0, 0, 0, 0] as [UInt8]))
join(try right.pack(group, a))
