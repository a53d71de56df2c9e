import CLab

extension lab_notice {
  /// The arguments of the call.
  var argumentList: [UInt64] { list(arguments) }
}

extension lab_call_entry {
  /// The arguments of the call.
  var argumentList: [UInt64] { list(arguments) }
}

/// An array of C, which is a tuple to Swift.
private func list(
  _ arguments: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
) -> [UInt64] {
  withUnsafeBytes(of: arguments) { Array($0.bindMemory(to: UInt64.self)) }
}
