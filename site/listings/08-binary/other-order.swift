import Sockets

let format: BinaryFormat = "2s I f"
let data = try format.pack("ab", 1, 2.7)
print("\(format.size) bytes, \(data.hexadecimal)")
