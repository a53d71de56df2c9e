import FoundationEssentials
import WorkbookSupport

/// Checks where the links and pictures of chapters lead.
struct LinkChecker {
  let folder: BookFolder
  /// The names of all chapters, those too that couldn't be read.
  let names: [String]
  /// The anchors of the chapters that could be read, by their names.
  let anchors: [String: Set<String>]
  /// Whether the book says where its files can be read by everybody.
  let hasRepository: Bool
  private var problems = ProblemList()
  /// The pictures that have been read, by their paths.
  private var pictures: [String: BookPicture] = [:]
  private var sizeOfPictures = 0

  init(folder: BookFolder, names: [String], chapters: [Chapter], hasRepository: Bool) {
    (self.folder, self.names, self.hasRepository) = (folder, names, hasRepository)
    anchors = Dictionary(
      uniqueKeysWithValues: chapters.map { ($0.name, Set($0.headings.map(\.anchor))) })
  }

  /// What is wrong, and hasn't been taken yet.
  mutating func takeProblems() -> ProblemList {
    defer { problems = ProblemList() }
    return problems
  }

  /// Checks the links of a chapter.
  mutating func check(_ chapter: Chapter) {
    for link in chapter.links where !link.isPicture { check(link, in: chapter) }
  }

  private mutating func check(_ link: Chapter.Link, in chapter: Chapter) {
    func nowhere(_ reason: String) -> Problem { .brokenLink(link.target, reason: reason) }
    switch LinkTarget(link.target) {
    case .elsewhere(let address):
      guard address.drop(while: { $0 != ":" }).allSatisfy({ $0 == ":" || $0 == "/" }) else {
        return
      }
      problems.report(nowhere("there is no address"), at: link.range)
    case .scheme(let scheme): problems.report(.linkScheme(scheme), at: link.range)
    case .outside: problems.report(nowhere("it leads out of the book"), at: link.range)
    case .chapter(nil, anchor: nil):
      problems.report(nowhere("there is no address"), at: link.range)
    case .chapter(let name, let anchor):
      let name = name ?? chapter.name
      if !names.contains(name) {
        let near = names.nearest(to: name).map { "; did you mean \"\($0).md\"?" } ?? ""
        problems.report(nowhere("there is no such chapter\(near)"), at: link.range)
      } else if let anchor, let known = anchors[name], !known.contains(anchor) {
        let near = known.nearest(to: anchor).map { "; did you mean \"#\($0)\"?" } ?? ""
        problems.report(nowhere("there is no such heading\(near)"), at: link.range)
      }
    case .page(let page, let anchor):
      guard let anchor, !LinkTarget.hasPlace(anchor, on: page) else { return }
      problems.report(nowhere("that page has no such place"), at: link.range)
    case .file(let path, _):
      do throws(ContainedFolder.Refusal) {
        _ = try folder.files.file(at: path)
        guard !path.hasSuffix("/") else { throw .notAFile }
      } catch {
        return problems.report(nowhere(reason(error)), at: link.range)
      }
      guard !hasRepository else { return }
      let reason = """
        it is a file of the book, to which pages lead only if workbook.json says where the "repository" is
        """
      problems.report(nowhere(reason), at: link.range)
    }
  }

  private func reason(_ refusal: ContainedFolder.Refusal) -> String {
    switch refusal {
    case .missing: "there is no such file"
    case .notAFile: "it is no file"
    default: Problem(refusal).message
    }
  }

  // MARK: Pictures

  /// Reads the pictures of a chapter, each once, and reports those that can't be shown.
  mutating func readPictures(of chapter: Chapter) {
    for link in chapter.links where link.isPicture {
      guard let path = path(ofPicture: link), pictures[path] == nil else { continue }
      do throws(Reason) {
        let picture = BookPicture(path: path, bytes: try contents(of: path))
        sizeOfPictures += picture.bytes.count
        guard sizeOfPictures <= BookPicture.largestSum else {
          let limit = BookPicture.largestSum >> 20
          throw Reason("the pictures of the book are larger than \(limit) MiB together")
        }
        pictures[path] = picture
      } catch {
        problems.report(.picture(link.target, reason: error.words), at: link.range)
      }
    }
  }

  /// The pictures that some chapters show, in the order of their paths.
  func pictures(of chapters: [Chapter]) -> [BookPicture] {
    let paths = chapters.flatMap(\.links).compactMap { link -> String? in
      if link.isPicture, case .file(let path, _) = LinkTarget(link.target) { path } else { nil }
    }
    return Set(paths).sorted().compactMap { pictures[$0] }
  }

  private struct Reason: Error {
    let words: String
    init(_ words: String) { self.words = words }
  }

  /// Where the file of a picture is; `nil` if it is on another host, or can be nowhere.
  private mutating func path(ofPicture link: Chapter.Link) -> String? {
    switch LinkTarget(link.target) {
    case .elsewhere:
      guard Address(link.target).kind != .web else { return nil }
      problems.report(.picture(link.target, reason: "it is an address of a person"), at: link.range)
    case .file(let path, _): return path
    case .scheme(let scheme): problems.report(.linkScheme(scheme), at: link.range)
    case .outside:
      problems.report(.picture(link.target, reason: "it lies outside of the book"), at: link.range)
    case .chapter(nil, _):
      problems.report(.picture(link.target, reason: "there is no address"), at: link.range)
    case .chapter, .page:
      problems.report(.picture(link.target, reason: "it is a page"), at: link.range)
    }
    return nil
  }

  private func contents(of path: String) throws(Reason) -> Data {
    let suffix = path.split(separator: ".").last?.lowercased() ?? ""
    guard let format = BookPicture.formats[suffix] else {
      let known = BookPicture.formats.keys.sorted().joined(separator: ", ")
      throw Reason("its name doesn't end as that of a picture does; there are \(known)")
    }
    let bytes: Data
    do {
      bytes = try folder.files.contents(of: path, limit: BookPicture.largest)
    } catch .tooLarge {
      throw Reason("the file is larger than \(BookPicture.largest >> 20) MiB")
    } catch {
      throw Reason(reason(error))
    }
    guard format.isFormat(of: bytes) else { throw Reason("the file is no picture in this format") }
    guard format != .svg || !BookPicture.isActive(bytes) else {
      throw Reason(
        "the drawing runs or loads something; take scripts, events and other documents out of it")
    }
    guard format.isWhole(bytes) else { throw Reason("the end of the file is missing") }
    return bytes
  }
}
