import WorkbookModel
import WorkbookRun
import WorkbookVerify

/// What a picture can be drawn from.
struct PictureSource {
  let verdict: Verdict
  /// What was seen of the programs, if anything was.
  let trace: TracedRun?
  let configuration: BookConfiguration

  var example: Example { verdict.example }
  var varying: VaryingTexts { VaryingTexts(verdict) }
}

/// A picture of a run, with the type that draws it.
protocol RunPicture: SendableMetatype {
  /// The word in a chapter that asks for it; `nil` if it is drawn whenever there is something to see.
  static var kind: PictureKind? { get }

  /// Returns `nil` if there is nothing to see, or too much.
  init?(_ source: PictureSource)

  var picture: Picture { get }
}

/// The pictures of runs.
enum RunPictures {
  /// In the order in which they stand on a page.
  static let all: [any RunPicture.Type] = [
    CallPicture.self, PacketPicture.self, HostPicture.self, QueuePicture.self,
  ]

  /// What is drawn of an example that passed.
  static func pictures(of source: PictureSource) -> [Picture] {
    all.filter { $0.kind.map(source.example.pictures.contains) ?? true }
      .compactMap { $0.init(source)?.picture }
  }
}

extension CallPicture: RunPicture {
  static let kind: PictureKind? = nil

  init?(_ source: PictureSource) {
    guard let trace = source.trace else { return nil }
    self.init(trace.order, of: source.example, source.varying)
  }
}

extension PacketPicture: RunPicture {
  static let kind: PictureKind? = .packets

  init?(_ source: PictureSource) {
    guard let trace = source.trace else { return nil }
    self.init(trace, of: source.example, source.varying)
  }
}

extension HostPicture: RunPicture {
  static let kind: PictureKind? = .hosts

  init?(_ source: PictureSource) {
    guard let trace = source.trace else { return nil }
    self.init(trace, of: source.example, in: source.configuration, source.varying)
  }
}

extension QueuePicture: RunPicture {
  static let kind: PictureKind? = .queues

  init?(_ source: PictureSource) {
    self.init(source.verdict, source.trace)
  }
}
