import Sockets

for text in ["I 2s f", "=I 2s f", "<I 2s f", "!I 2s f"] {
  let format = try BinaryFormat(text)
  let data = try format.pack(1, "ab", 2.7)
  print("\(text): \(format.size) bytes, \(data.hexadecimal)")
}
