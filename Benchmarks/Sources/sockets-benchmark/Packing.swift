import Sockets

extension Benchmark {
  /// Five numbers in the order of networks, packed into bytes that are there already.
  static func packNumbers(count: Int) -> Benchmark {
    let format: BinaryFormat = "!IHhQd"
    let room = [UInt8](repeating: 0, count: format.size)
    return Benchmark(name: "pack numbers", count: count) {
      var bytes = room
      for number in 0..<count {
        try format.pack(
          UInt32(truncatingIfNeeded: number), 7, -7, UInt64(number), 2.7, into: &bytes)
      }
      keep(bytes)
    } byHand: {
      var bytes = room
      for number in 0..<count {
        bytes.withUnsafeMutableBytes { bytes in
          bytes.storeBytes(of: UInt32(truncatingIfNeeded: number).bigEndian, as: UInt32.self)
          bytes.storeBytes(of: UInt16(7).bigEndian, toByteOffset: 4, as: UInt16.self)
          bytes.storeBytes(of: Int16(-7).bigEndian, toByteOffset: 6, as: Int16.self)
          bytes.storeBytes(of: UInt64(number).bigEndian, toByteOffset: 8, as: UInt64.self)
          bytes.storeBytes(of: 2.7.bitPattern.bigEndian, toByteOffset: 16, as: UInt64.self)
        }
        keep(bytes)
      }
    }
  }

  /// The same five numbers unpacked.
  static func unpackNumbers(count: Int) -> Benchmark {
    let format: BinaryFormat = "!IHhQd"
    let bytes = [UInt8](repeating: 1, count: format.size)
    return Benchmark(name: "unpack numbers", count: count) {
      var sum: UInt64 = 0
      for _ in 0..<count {
        let (a, _, _, b, _) = try format.unpack(
          bytes.span.bytes, as: UInt32.self, UInt16.self, Int16.self, UInt64.self, Double.self)
        sum &+= UInt64(a) &+ b
      }
      keep(sum)
    } byHand: {
      var sum: UInt64 = 0
      for _ in 0..<count {
        bytes.withUnsafeBytes { bytes in
          let a = UInt32(bigEndian: bytes.load(as: UInt32.self))
          let b = UInt64(bigEndian: bytes.load(fromByteOffset: 8, as: UInt64.self))
          sum &+= UInt64(a) &+ b
        }
      }
      keep(sum)
    }
  }

  /// The record of the book, with two letters in it, packed into bytes that are there already.
  static func packText(count: Int) -> Benchmark {
    let format: BinaryFormat = "I 2s f"
    let room = [UInt8](repeating: 0, count: format.size)
    return Benchmark(name: "pack text", count: count) {
      var bytes = room
      for number in 0..<count {
        try format.pack(UInt32(truncatingIfNeeded: number), "ab", 2.7, into: &bytes)
      }
      keep(bytes)
    } byHand: {
      var bytes = room
      for number in 0..<count { packByHand(number, into: &bytes) }
    }
  }

  /// The same record packed into new bytes.
  static func packTextAnew(count: Int) -> Benchmark {
    let format: BinaryFormat = "I 2s f"
    return Benchmark(name: "pack text anew", count: count) {
      for number in 0..<count {
        keep(try format.pack(UInt32(truncatingIfNeeded: number), "ab", 2.7))
      }
    } byHand: {
      for number in 0..<count {
        var bytes = [UInt8](repeating: 0, count: 12)
        packByHand(number, into: &bytes)
      }
    }
  }

  /// The same record unpacked.
  static func unpackText(count: Int) -> Benchmark {
    let format: BinaryFormat = "I 2s f"
    let bytes: [UInt8] = [1, 0, 0, 0, 0x61, 0x62, 0, 0, 0xcd, 0xcc, 0x2c, 0x40]
    return Benchmark(name: "unpack text", count: count) {
      for _ in 0..<count {
        keep(try format.unpack(bytes, as: UInt32.self, String.self, Float.self))
      }
    } byHand: {
      for _ in 0..<count {
        bytes.withUnsafeBytes { bytes in
          keep(
            (
              bytes.load(as: UInt32.self),
              String(validating: bytes[4..<6], as: UTF8.self),
              bytes.load(fromByteOffset: 8, as: Float.self)
            ))
        }
      }
    }
  }
}

private func packByHand(_ number: Int, into bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { bytes in
    bytes.storeBytes(of: UInt32(truncatingIfNeeded: number), as: UInt32.self)
    for (offset, letter) in "ab".utf8.enumerated() { bytes[4 + offset] = letter }
    bytes.storeBytes(of: Float(2.7), toByteOffset: 8, as: Float.self)
  }
  keep(bytes)
}

/// Keeps the optimiser from leaving out what nobody looks at.
@inline(never) private func keep<Value>(_ value: Value) {}
