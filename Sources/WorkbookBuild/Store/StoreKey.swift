import WorkbookModel
import WorkbookSupport

/// The name of something in the store: a hash of everything that it is made from.
struct StoreKey: Hashable, Sendable {
  let text: String

  /// Makes a key from labelled ingredients.
  ///
  /// Labels and lengths go into the hash, so that no two lists of ingredients look the same.
  init(_ kind: String, _ ingredients: KeyValuePairs<String, String>) {
    var hash = SHA256()
    func add(_ text: String) {
      hash.update("\(text.utf8.count):".utf8)
      hash.update(Array(text.utf8))
    }
    add(kind)
    for (label, value) in ingredients {
      add(label)
      add(value)
    }
    text = "\(kind)-\(hash.finalized())"
  }
}
