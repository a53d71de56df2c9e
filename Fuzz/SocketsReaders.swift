import CSockets

@testable import Sockets

// What Sockets reads: addresses and formats.

func checkIPv4(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  let strict = IPv4Address(text)
  let permissive = IPv4Address(permissive: text)
  if let strict {
    require(strict.description == text, "strict text is the only one")
    require(permissive == strict, "what strict takes, permissive takes")
    require(IPv4Address(bytes: strict.bytes) == strict, "bytes lead back")
  }
  // What the C library says; it knows no text with a NUL inside, and no end but that.
  guard !text.utf8.contains(0) else {
    require(strict == nil && permissive == nil, "no NUL")
    return
  }
  var system = in_addr()
  require(
    (CSockets.inet_pton(CSockets.AF_INET, text, &system) == 1) == (strict != nil),
    "strict as inet_pton is")
}

func checkIPv6(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  let address = IPv6Address(text)
  guard !text.utf8.contains(0) else {
    require(address == nil, "no NUL")
    return
  }
  var system = in6_addr()
  require(
    (CSockets.inet_pton(CSockets.AF_INET6, text, &system) == 1) == (address != nil),
    "as inet_pton is")
  if let address {
    require(IPv6Address(address.description) == address, "description leads back")
    require(IPv6Address(bytes: address.bytes) == address, "bytes lead back")
  }
}

func checkAddress(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  guard let address = Address(text) else { return }
  guard let raw = try? SocketAddress(address, for: "bind") else {
    require(text == "/" || text.utf8.count > 107, "what was read can be written")
    return
  }
  require(raw.address == address, "what was written can be read: \(address)")
  switch address {
  case .ipv4, .ipv6: require(Address(address.description) == address, "description leads back")
  case .unix, .abstract, .unnamed: break
  }
}

func checkSocketAddress(_ bytes: [UInt8]) {
  bytes.withUnsafeBytes { bytes in
    guard let address = Address(reading: bytes) else { return }
    _ = address.description
    // A path that begins where another ended is longer than a socket can have.
    guard let raw = try? SocketAddress(address, for: "bind") else { return }
    require(raw.address == address, "what was read can be written: \(address)")
  }
}

func checkHexadecimal(_ bytes: [UInt8]) {
  require([UInt8](hexadecimal: bytes.hexadecimal) == bytes, "what is written can be read")
  let text = String(decoding: bytes, as: UTF8.self)
  guard let read = [UInt8](hexadecimal: text) else { return }
  let digits = text.filter { !$0.isWhitespace }.lowercased()
  require(read.hexadecimal == digits, "what is read can be written")
}

/// The first part, up to a zero, is the format, and the second what to unpack.
func checkFormat(_ bytes: [UInt8]) {
  let end = bytes.firstIndex(of: 0) ?? bytes.endIndex
  let text = String(decoding: bytes[..<end], as: UTF8.self)
  guard let format = try? BinaryFormat(text) else { return }
  require(format.size >= 0 && format.valueCount >= 0, "sizes count")
  guard format.size <= 1024, format.valueCount <= 1024 else { return }

  var data = Array(bytes[end...].dropFirst().prefix(format.size))
  do {
    _ = try format.values(in: data)
    require(data.count == format.size, "all the bytes are needed")
  } catch {
    require(data.count != format.size, "all the bytes are enough")
  }
  data += [UInt8](repeating: 0xa5, count: format.size - data.count)
  do {
    let values = try format.values(in: data)
    require(values.count == format.valueCount, "every value comes")
    let packed = try format.pack(values: values)
    let again = try format.values(in: packed)
    require(try format.pack(values: again) == packed, "packing what was unpacked changes nothing")
    var room = [UInt8](repeating: 0x5a, count: format.size + 3)
    try format.pack(values: values, into: &room, at: 1)
    require(Array(room[1..<1 + format.size]) == packed, "the same in the middle")
    require(room[0] == 0x5a && room.suffix(2) == [0x5a, 0x5a], "and nothing around it")
    // Every other value is of the wrong type or too large for some code; that is an error, not a crash.
    for value in [BinaryValue.integer(.max), .integer(.min), .real(.nan), .text("né"), .flag(true)]
    {
      _ = try? format.pack(values: values.map { _ in value })
    }
    _ = try? format.unpack(data, as: UInt8.self)
    _ = try? format.unpack(data, as: Int64.self, String.self)
    _ = try? format.unpack(data, as: Float.self, [UInt8].self, Bool.self)
  } catch {
    require(false, "\(error)")
  }
}
