/// What some machines have and others don't, and what an example may need.
package enum Capability: Codable, Hashable, Comparable, Sendable {
  /// The kernel knows IPv6.
  case ipv6
  /// TCP buffers of the usual sizes, which every lab has unless it is to be like another machine.
  case usualBuffers
  /// So many processors.
  case processors(Int)
}
