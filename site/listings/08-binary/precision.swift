import Sockets

for code in ["f", "d"] {
  for number in [2.7, 2.5] {
    let format = try BinaryFormat(code)
    let data = try format.pack(number)
    let back = try format.unpack(data, as: Double.self)
    print("\(code) \(number) \(data.hexadecimal) \(back)")
  }
}
print(Float(2.7), Double(Float(2.7)))
