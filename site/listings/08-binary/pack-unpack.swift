import Sockets

// An unsigned integer, a text of two bytes, a float.
let format: BinaryFormat = "I 2s f"

let packed = try format.pack(1, "ab", 2.7)
print("packed: \(packed.hexadecimal)")
print("size: \(format.size)")

let unpacked = try format.unpack(
  packed, as: UInt32.self, String.self, Double.self)
print("unpacked: \(unpacked)")
