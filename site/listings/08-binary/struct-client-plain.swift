import Sockets

struct Values {
  let number: UInt32
  let text: (UInt8, UInt8)
  let real: Float
}

let memory = UnsafeMutableRawBufferPointer.allocate(
  byteCount: MemoryLayout<Values>.size, alignment: 4)
memory.initializeMemory(as: UInt8.self, repeating: 0xaa)

let values = Values(number: 1, text: (0x61, 0x62), real: 2.7)
memory.storeBytes(of: values, as: Values.self)
print("sending \(memory.hexadecimal)")

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
try socket.sendAll(memory)
socket.close()
