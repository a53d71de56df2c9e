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
  /// page would flash, and loads the rest, for which nobody waits.
  static let script: HTML = """
    try{const t=localStorage.getItem("workbook-theme");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}document.head.append(Object.assign(document.createElement("script"),{src:"script.js"}))
    """

  /// The SHA-256 of ``script``, in base 64.
  private static let scriptHash = "AQ7+31oiBIr4YnP98NNIpfec6AHyVXZLfisIPgVcm2I="

  /// The policy of a page that anybody may publish.
  package static let published = ContentPolicy(scripts: [scriptHash], connections: "")

  private let scripts: [String]
  private let connections: String

  /// The policy of a page with another script in it, which may ask the server for something.
  ///
  /// - Parameter hash: The SHA-256 of the script, in base 64.
  /// - Returns: The policy.
  package func allowing(scriptWithHash hash: String) -> ContentPolicy {
    ContentPolicy(scripts: scripts + [hash], connections: " connect-src 'self';")
  }

  /// The element that says it, which has to stand before everything that it is about.
  package var element: String {
    let hashes = scripts.map { "'sha256-\($0)'" }.joined(separator: " ")
    // Pages have rules and places of their own in `style`. A book's style sheet may have pictures and fonts in
    // it. Nothing is loaded from other hosts, which would learn who reads what.
    return """
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      script-src \(hashes) 'strict-dynamic'; style-src 'self' 'unsafe-inline'; \
      img-src 'self' data:; font-src 'self' data:;\(connections) base-uri 'none'; form-action 'none'">
      """
  }
}
