/// An address that a chapter or `workbook.json` gives, as a page may have it.
///
/// It is read as browsers read it (https://url.spec.whatwg.org/#concept-basic-url-parser), and not as RFC 3986
/// has it: they leave out control characters and spaces at both ends, and tabs and ends of lines anywhere,
/// before they look for the scheme. To a browser, `java`, a tab and `script:` are the beginning of a program.
/// What goes into the page is without all that, so that every browser reads it in the same way.
package struct Address: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A page or a file of another site, or of this one: `https:` and `http:`.
    case web
    case mail
    /// A number to call.
    case telephone
    /// One that says where something is from where the page is.
    case relative
    /// A program, a file of the reader's, or what else a scheme may mean.
    case other(scheme: String)
  }

  package let kind: Kind
  /// The address as it is written into pages, before it is escaped.
  package let text: String

  package init(_ written: String) {
    var scalars = Substring(written).unicodeScalars
    while let first = scalars.first, Self.isLeftOutAtEnds(first) { scalars.removeFirst() }
    while let last = scalars.last, Self.isLeftOutAtEnds(last) { scalars.removeLast() }
    scalars.removeAll { ["\t", "\n", "\r"].contains($0) }
    let address = Substring(scalars)
    guard let scheme = Self.scheme(of: address) else {
      let text = Self.withSlashes(address)
      // A page may be read from disk, where this would be a file of another machine.
      let isElsewhere = text.utf8.starts(with: "//".utf8)
      kind = isElsewhere ? .web : .relative
      self.text = Self.encoded(isElsewhere ? "https://\(Self.withoutSlashes(text))" : text)
      return
    }
    let rest = address[scheme.endIndex...].unicodeScalars.dropFirst()
    switch scheme.lowercased() {
    case "http", "https":
      kind = .web
      // Browsers need no slashes, but without two of them it may be relative, depending on where the page is.
      let place = Self.withoutSlashes(Self.withSlashes(Substring(rest)))
      text = Self.encoded("\(scheme)://\(place)")
    case "mailto", "tel":
      kind = scheme.lowercased() == "tel" ? .telephone : .mail
      text = Self.encoded(String(address))
    default:
      kind = .other(scheme: scheme.lowercased())
      text = Self.encoded(String(address))
    }
  }

  /// Whether browsers don't see it at the beginning and at the end of an address.
  private static func isLeftOutAtEnds(_ scalar: Unicode.Scalar) -> Bool { scalar.value <= 0x20 }

  /// What stands before the colon of an address that isn't relative.
  private static func scheme(of address: Substring) -> Substring? {
    guard let colon = address.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let scheme = address[..<colon]
    let isScheme = scheme.unicodeScalars.enumerated().allSatisfy { index, scalar in
      switch scalar {
      case "a"..."z", "A"..."Z": true
      case "0"..."9", "+", "-", ".": index > 0
      default: false
      }
    }
    return isScheme && !scheme.isEmpty ? scheme : nil
  }

  /// An address with the slashes that browsers see in the place of backslashes, before `?` and `#`.
  private static func withSlashes(_ address: Substring) -> String {
    let scalars = address.unicodeScalars
    let end = scalars.firstIndex { $0 == "?" || $0 == "#" } ?? scalars.endIndex
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[..<end].map { $0 == "\\" ? "/" : $0 })
    text.append(contentsOf: scalars[end...])
    return String(text)
  }

  private static func withoutSlashes(_ text: String) -> Substring {
    Substring(text.unicodeScalars.drop { $0 == "/" })
  }

  /// A text without what is no part of an address, such as a space, or can't be seen.
  ///
  /// Browsers write the rest of it in this way by themselves, if they do.
  private static func encoded(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isEncoded) else { return text }
    var encoded = ""
    for scalar in text.unicodeScalars {
      guard isEncoded(scalar) else {
        encoded.unicodeScalars.append(scalar)
        continue
      }
      for byte in Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter {
        encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }

  private static func isEncoded(_ scalar: Unicode.Scalar) -> Bool {
    // Most addresses have nothing but these.
    if (0x21...0x7E).contains(scalar.value) { return ["\"", "<", ">"].contains(scalar) }
    return switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned: true
    default: false
    }
  }
}
