import FoundationEssentials
import WorkbookModel
import WorkbookSite

/// What the preview server answers with: the pages as they are now, each with the number of its state.
struct PreviewFiles: Sendable {
  private struct File {
    var bytes: [UInt8]
    var version: UInt64
  }

  private var files: [String: File] = [:]
  /// Begins anywhere, so that a page of an earlier server isn't taken for one of this.
  private var lastVersion: UInt64
  /// Where files lie that the site's pages show and that no chapter makes, such as pictures.
  private let folder: URL?

  init(folder: URL? = nil, firstVersion: UInt64 = .random(in: 1...(1 << 52))) {
    self.folder = folder
    lastVersion = firstVersion
  }

  /// Replaces all files; those that are as they were keep their number, but pages get another one where
  /// their style sheets changed.
  ///
  /// - Returns: The names of those that changed, came or went.
  mutating func replace(with texts: [String: String]) -> [String] {
    var changed: [String] = []
    for (name, text) in texts {
      let bytes = Array(text.utf8)
      guard files[name]?.bytes != bytes else { continue }
      lastVersion += 1
      files[name] = File(bytes: bytes, version: lastVersion)
      changed.append(name)
    }
    for name in files.keys where texts[name] == nil {
      files[name] = nil
      changed.append(name)
    }
    if changed.contains(where: { $0.hasSuffix(".css") }) {
      lastVersion += 1
      for name in files.keys where name.hasSuffix(".html") { files[name]?.version = lastVersion }
    }
    return changed.sorted()
  }

  /// The number of a page's state; 0 where there is no such page.
  func version(of path: String) -> UInt64 {
    files[path.isEmpty ? "index.html" : path]?.version ?? 0
  }

  /// Whether a request asks to be told of a change; it is answered when there is one.
  func isCurrent(_ request: PreviewRequest) -> Bool {
    request.path == ReloadScript.changes
      && request.query["version"] == "\(version(of: request.query["page"] ?? ""))"
  }

  func response(to request: PreviewRequest) -> PreviewResponse {
    switch request.path {
    case ReloadScript.path:
      return PreviewResponse(
        type: PreviewResponse.type(ofFile: "a.js"), body: Array(ReloadScript.text.utf8))
    case ReloadScript.changes:
      return PreviewResponse(
        type: "text/plain; charset=utf-8",
        body: Array((isCurrent(request) ? "current\n" : "changed\n").utf8))
    default: break
    }
    let path = request.path.isEmpty ? "index.html" : request.path
    if let file = files[path] {
      let isPage = path.hasSuffix(".html")
      return PreviewResponse(
        type: PreviewResponse.type(ofFile: path),
        body: isPage
          ? ReloadScript.added(to: file.bytes, path: path, version: file.version) : file.bytes)
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
    guard !path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { return nil }
    return (try? BookFolder(root: folder).contents(of: folder.appending(path: path)))
      .map(Array.init)
  }
}
