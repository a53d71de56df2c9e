/// What an example needs that some machines don't have, besides programs.
package enum MachineNeed: Hashable, Sendable {
  case ipv6
  case processors(Int)
  /// TCP buffers as Linux has them if nothing else is set.
  case usualBuffers

  /// Reads a word of `needs=`; `nil` if it is the name of a program.
  init?(_ word: String) {
    if word == "ipv6" {
      self = .ipv6
    } else if word == "usual-buffers" {
      self = .usualBuffers
    } else if let match = word.wholeMatch(of: /processors:([1-9][0-9]{0,3})/),
      let count = Int(match.1)
    {
      self = .processors(count)
    } else {
      return nil
    }
  }
}
