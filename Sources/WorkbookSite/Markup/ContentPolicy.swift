import FoundationEssentials
import WorkbookModel
import WorkbookSupport

/// What browsers load and run for a page (https://www.w3.org/TR/CSP3/), and nothing else.
///
/// It is the second line of defence: text of a chapter becomes no markup, as ``HTML`` escapes it, and no address
/// of a program, as ``Address`` reads it. Should one of them ever miss something, it isn't run. A page says this
/// in itself, as it may be read from a disk, where no server could say it.
///
/// `'self'` would let a page run what lies beside it, and so a listing, which is a stranger's text. So the page
/// itself starts one script, which is known by its hash, and which starts the others.
package struct ContentPolicy {
  /// What stands in a page's head: it shows a reader's choice of light or dark before anything is drawn, or the
  /// page would flash, and loads the rest, which drawing doesn't wait for.
  static let script: HTML = """
    try{const t=localStorage.getItem("workbook-theme");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}document.head.append(Object.assign(document.createElement("script"),{src:"script.js"}))
    """

  /// The policy of a published page.
  package static let published = ContentPolicy(scripts: [script.text], connections: "")

  /// The scripts that stand in the page.
  private let scripts: [String]
  private let connections: String

  /// The policy of a page with another script in it, which may ask the server for something.
  ///
  /// - Parameter script: All that stands between the script's tags.
  /// - Returns: The policy.
  package func allowing(_ script: String) -> ContentPolicy {
    ContentPolicy(scripts: scripts + [script], connections: " connect-src 'self';")
  }

  /// The element that says it, which has to stand before everything that it is about.
  package var element: String {
    let hashes = scripts.map { script in
      var hash = SHA256()
      hash.update(script.utf8)
      return "'sha256-\(Data(hash.digest).base64EncodedString())'"
    }.joined(separator: " ")
    // Pages have rules and places of their own in `style`. A book's style sheet may have pictures and fonts in
    // it. Nothing is loaded from other hosts, which would learn who reads what.
    return """
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      script-src \(hashes) 'strict-dynamic'; style-src 'self' 'unsafe-inline'; \
      img-src 'self' data:; font-src 'self' data:;\(connections) base-uri 'none'; form-action 'none'">
      """
  }
}
