import WorkbookSite

/// The script that makes an open page follow its chapter.
///
/// Only the preview server puts it into pages; the site that `build` writes has none of it. It stands in the page
/// itself, whose policy knows it by its hash.
enum ReloadScript {
  /// Where the script asks whether its page has changed; the answer waits until it has.
  ///
  /// No file of a site begins with a dot.
  static let changes = ".workbook/changes"

  /// A page with the script at its end.
  ///
  /// - Parameters:
  ///   - page: The page's text.
  ///   - path: Its path in the site.
  ///   - version: Which state of it this is.
  /// - Returns: The page's text, with the script and a policy that allows it; without, where the path is none
  ///   that a page can have.
  static func added(to page: [UInt8], path: String, version: UInt64) -> [UInt8] {
    guard path.wholeMatch(of: /[A-Za-z0-9._-]+/) != nil else { return page }
    let script = """
      <script data-page="\(path)" data-version="\(version)">
      \(text)</script>

      """
    var page = page
    if let place = page.firstRange(of: Array(ContentPolicy.published.element.utf8)) {
      page.replaceSubrange(place, with: Array(policy.utf8))
    }
    let end = Array("</body>".utf8)
    // The last one: text of the book can't be mistaken for it, as it is escaped.
    let place = page.indices.last { page[$0...].starts(with: end) } ?? page.endIndex
    return page[..<place] + Array(script.utf8) + page[place...]
  }

  /// A page's policy, with the script, which begins behind its tag with the end of a line.
  private static let policy = ContentPolicy.published.allowing("\n\(text)").element

  static let text = """
    // Reloads the page when the preview server has another state of it, and keeps the place.
    "use strict";
    {
      const { page, version } = document.currentScript.dataset;
      const address = `/\(changes)?${new URLSearchParams({ page, version })}`;
      const key = `workbook-place:${page}`;
      const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

      // Browsers keep the place by themselves, unless a page is shorter for a while: that of a malformed
      // chapter is. So the place is kept until the chapter is there again.
      addEventListener("load", () => {
        const place = sessionStorage.getItem(key);
        if (place === null || document.getElementById("malformed")) return;
        scrollTo({ top: Number(place), behavior: "instant" });
        sessionStorage.removeItem(key);
      });

      // Not earlier, or the browser goes back to where it was on the page before this.
      let isReloading = false;
      addEventListener("pagehide", () => {
        history.scrollRestoration = isReloading ? "manual" : "auto";
      });

      // A hidden page doesn't ask, as a browser has few connections to one server.
      const shown = () => new Promise((resolve) => {
        if (!document.hidden) resolve();
        else document.addEventListener("visibilitychange", resolve, { once: true });
      });

      const follow = async () => {
        for (;;) {
          await shown();
          const hiding = new AbortController();
          const hide = () => { if (document.hidden) hiding.abort(); };
          document.addEventListener("visibilitychange", hide);
          try {
            const answer = await fetch(address, { signal: hiding.signal, cache: "no-store" });
            if (answer.ok && (await answer.text()) === "changed\\n") {
              if (scrollY > 0) sessionStorage.setItem(key, scrollY);
              isReloading = true;
              location.reload();
              return;
            }
          } catch {
            // The server is gone, perhaps for a moment.
            await pause(1000);
          } finally {
            document.removeEventListener("visibilitychange", hide);
          }
        }
      };
      follow();
    }

    """
}
