/// The elements that HTML has (https://html.spec.whatwg.org/#elements-3, and those that are obsolete).
enum HTMLElement {
  /// Whether an element has that name, in whatever case.
  ///
  /// Other words in angle brackets are no markup, as in `Array<Int>`.
  static func isOne(_ name: String) -> Bool { names.contains(name.lowercased()) }

  private static let names = Set(
    """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br \
    button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em \
    embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html \
    i iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav nobr noembed \
    noframes noscript object ol optgroup option output p param picture plaintext pre progress q rb rp rt rtc ruby \
    s samp script search section select slot small source span strike strong style sub summary sup svg table \
    tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
    """.split(separator: " ").map(String.init))
}
