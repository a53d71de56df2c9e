/// The bytes as text on one line, those that aren't printable UTF-8 written like `\x1b`.
///
/// A peer chooses its name freely; it must not be able to move a reader's cursor.
func printable(_ bytes: some Sequence<UInt8>) -> String {
  let bytes = Array(bytes)
  if let text = String(validating: bytes, as: UTF8.self),
    text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
  {
    return text
  }
  return bytes.map { byte in
    (0x20..<0x7f).contains(byte)
      ? String(UnicodeScalar(byte)) : "\\x" + [byte].hexadecimal
  }.joined()
}
