/// What some machines have and others don't, and what an example may need.
package enum Capability: Codable, Hashable, Comparable, Sendable {
  /// The kernel knows IPv6.
  case ipv6
  /// So many processors.
  case processors(Int)
}
