public import FoundationEssentials

extension Data {
  /// The least that the tool takes for a PNG: its signature, and the chunk at its end (https://www.w3.org/TR/png-3/).
  public static func png(count: Int = 20) -> Data {
    let signature = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let end = Data([0, 0, 0, 0]) + Data("IEND".utf8) + Data([0xAE, 0x42, 0x60, 0x82])
    return signature + Data(count: Swift.max(0, count - signature.count - end.count)) + end
  }
}
