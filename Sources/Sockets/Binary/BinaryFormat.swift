/// A description of bytes, in the language of Python's `struct`.
///
/// ```swift
/// let format: BinaryFormat = "<I 2s f"
/// let data = try format.pack(1, "ab", 2.7)
/// print(data.hexadecimal)                             // 010000006162cdcc2c40
/// let (number, text, real) = try format.unpack(data, as: UInt32.self, String.self, Float.self)
/// ```
///
/// The first character may say in which order the bytes of a number stand, and how large numbers are:
///
/// | First | Order | Sizes | Alignment |
/// |---|---|---|---|
/// | `@`, or none | this machine's | its C compiler's | its C compiler's |
/// | `=` | this machine's | standard | none |
/// | `<` | the least significant byte first | standard | none |
/// | `>`, `!` | the most significant byte first, as networks have it | standard | none |
///
/// Codes follow, each for one value; white space between them is ignored:
///
/// | Code | Bytes | Value |
/// |---|---|---|
/// | `b` `B` `h` `H` `i` `I` `l` `L` `q` `Q` | 1, 2, 4, 4, 8; native `l` 8 | an integer; large letters without sign |
/// | `n` `N` `P` | 8; `@` only | an integer: `ssize_t`, `size_t`, a pointer |
/// | `e` `f` `d` | 2, 4, 8 | a number of IEEE 754 |
/// | `?` | 1 | a truth value |
/// | `c` | 1 | one byte |
/// | `s` | its count | that many bytes, cut off or filled up with NULs |
/// | `p` | its count | the same with its length in the first byte |
/// | `x` | 1 | none: a byte that is packed as 0 and skipped in unpacking |
///
/// A number before a code repeats it: `4h` is `hhhh`. With `@`, a value begins at a multiple of its size,
/// so bytes may lie unused between two; never at the end, unless a count of 0 asks for it: `llh0l`.
public struct BinaryFormat: Sendable {
  /// The description that the format was made from.
  public let text: String

  /// How many bytes the format describes; `struct.calcsize` in Python.
  public let size: Int

  /// How many values it packs or unpacks.
  public let valueCount: Int

  /// Where the values are, in order; padding is what lies between.
  let fields: [Field]

  /// Whether the least significant byte comes first.
  let isLittleEndian: Bool

  /// Whether a number too large for `f` becomes infinity, as it does in C, and in Python with `@`.
  let overflowsToInfinity: Bool

  /// A code, and how often it is repeated.
  struct Field: Hashable, Sendable {
    let code: Code
    /// The letter, for errors.
    let letter: Unicode.Scalar
    /// How many values there are.
    let count: Int
    /// Where the first one begins.
    let offset: Int
    /// How many bytes each has.
    let size: Int
  }

  enum Code: Hashable, Sendable {
    case signed
    case unsigned
    case pointer
    case real
    case flag
    case character
    case string
    case pascalString
  }
}

extension BinaryFormat: Hashable {
  /// Formats are equal when their descriptions are.
  public static func == (left: Self, right: Self) -> Bool { left.text == right.text }

  /// Hashes the description.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(text)
  }
}

extension BinaryFormat: ExpressibleByStringLiteral {
  /// Makes a format from a literal; a malformed one stops the program where it stands.
  public init(stringLiteral text: String) {
    do {
      try self.init(text)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

extension BinaryFormat: CustomStringConvertible {
  /// The ``text`` of the format.
  public var description: String { text }
}
