/// How large a listing may be, so that it fits where it is read: on a page, on a phone.
package struct ListingSize: Hashable, Sendable {
  /// How many lines a listing may have, with those that are folded.
  package var lines: Int?
  /// How many characters a line may have.
  package var columns: Int?
}

extension ListingSize: Codable {
  // A misspelt key would limit nothing, without a word.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let limits = try container.decode([String: Int].self)
    guard limits.keys.allSatisfy(["lines", "columns"].contains),
      limits.values.allSatisfy({ $0 > 0 })
    else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "\"listings\" limits them, as in { \"lines\": 60, \"columns\": 72 }")
    }
    lines = limits["lines"]
    columns = limits["columns"]
  }
}
