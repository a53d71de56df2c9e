import FoundationEssentials
import WorkbookModel
import WorkbookSite
import WorkbookSupport

/// What the preview server answers with: the pages as they are now, each with the number of its state.
///
/// A page is made when a browser asks for it, as an author has only one or two pages open.
struct PreviewFiles: Sendable {
  private var site: Site?
  /// The site's files by name.
  private var files: [String: Site.File] = [:]
  /// What is shown in the place of pages that can't be made, by name.
  private var standIns: [String: String] = [:]
  /// The number of each file's state.
  private var versions: [String: UInt64] = [:]
  /// Begins anywhere, so that a page of an earlier server isn't taken for one of this.
  private var lastVersion: UInt64
  /// The book in whose `site/` files lie that pages show and that no chapter makes, such as pictures.
  private let folder: BookFolder?

  init(folder: BookFolder? = nil, firstVersion: UInt64 = .random(in: 1...(1 << 52))) {
    self.folder = folder
    lastVersion = firstVersion
  }

  /// Takes another state of the site; files that are made of the same keep their number, but pages get another
  /// one where their style sheets changed.
  ///
  /// - Parameters:
  ///   - new: The site, which has something to show for every other page.
  ///   - texts: What is shown in the place of some pages, by their names.
  /// - Returns: The names of those that may have changed, and of those that came or went.
  mutating func show(_ new: Site, standIns texts: [String: String] = [:]) -> [String] {
    let old = files
    files = Dictionary(uniqueKeysWithValues: new.files.map { (new.name(of: $0), $0) })
    let different = site.map { new.changes(since: $0) } ?? Set(new.files)
    var changed = changes(to: texts).union(different.map(new.name))
    for name in old.keys where files[name] == nil { changed.insert(name) }
    site = new
    standIns = texts
    return renumber(changed)
  }

  /// Shows texts in the place of pages, and the pages as they were in the place of all others.
  ///
  /// - Parameter texts: The texts by the pages' names.
  /// - Returns: The names of those that changed, came or went.
  mutating func show(standIns texts: [String: String]) -> [String] {
    let changed = changes(to: texts)
    standIns = texts
    return renumber(changed)
  }

  /// The names of the pages in whose place something else is shown now.
  private func changes(to texts: [String: String]) -> Set<String> {
    Set(standIns.keys).union(texts.keys).filter { standIns[$0] != texts[$0] }
  }

  private mutating func renumber(_ changed: Set<String>) -> [String] {
    for name in changed {
      lastVersion += 1
      versions[name] = files[name] == nil && standIns[name] == nil ? nil : lastVersion
    }
    if changed.contains(where: { $0.hasSuffix(".css") }) {
      lastVersion += 1
      for name in files.keys where name.hasSuffix(".html") { versions[name] = lastVersion }
    }
    return changed.sorted()
  }

  private func bytes(of name: String) -> [UInt8]? {
    if let text = standIns[name] { return Array(text.utf8) }
    if let site, let file = files[name] { return Array(site.bytes(of: file)) }
    // Stand-ins look like pages even before there are any.
    return Site.support[name].map { Array($0.utf8) }
  }

  /// The number of a page's state; 0 where there is no such page.
  func version(of path: String) -> UInt64 {
    versions[path.isEmpty ? "index.html" : path] ?? 0
  }

  /// Whether a request asks to be told of a change; it is answered when there is one.
  func isCurrent(_ request: PreviewRequest) -> Bool {
    request.path == ReloadScript.changes
      && request.query["version"] == "\(version(of: request.query["page"] ?? ""))"
  }

  func response(to request: PreviewRequest) -> PreviewResponse {
    if request.path == ReloadScript.changes {
      return PreviewResponse(
        type: "text/plain; charset=utf-8",
        body: Array((isCurrent(request) ? "current\n" : "changed\n").utf8))
    }
    let path = request.path.isEmpty ? "index.html" : request.path
    if let bytes = bytes(of: path) {
      let isPage = path.hasSuffix(".html")
      return PreviewResponse(
        type: PreviewResponse.type(ofFile: path),
        body: isPage
          ? ReloadScript.added(to: bytes, path: path, version: version(of: path)) : bytes)
    }
    if let bytes = otherFile(path) {
      return PreviewResponse(type: PreviewResponse.type(ofFile: path), body: bytes)
    }
    // Browsers ask for it without being told to, and would report an error.
    if path == "favicon.ico" { return PreviewResponse(status: 204, type: "image/x-icon", body: []) }
    // It may come: a chapter that is being renamed, or a first page that isn't made yet.
    let page = StandInPage("There is no such page", message: "The book has no \(path).")
    return PreviewResponse(
      status: 404, type: PreviewResponse.type(ofFile: "a.html"),
      body: ReloadScript.added(to: Array(page.text.utf8), path: path, version: 0))
  }

  /// A file of the site's folder that isn't a page: pages there may be those of an older state.
  private func otherFile(_ path: String) -> [UInt8]? {
    guard let folder, !path.hasSuffix(".html") else { return nil }
    return (try? folder.files.contents(of: "site/\(path)", limit: BookFolder.largestFile))
      .map(Array.init)
  }
}
