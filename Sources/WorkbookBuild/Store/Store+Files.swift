import FoundationEssentials
import Glibc
import WorkbookSupport

// What lies in a folder of the store. Only regular files of the user's are read, and each error names its path.
extension Store {
  /// The bytes of a file of an entry.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/store(path:reason:)``, where it isn't a regular file of the
  ///   user's.
  static func contents(of name: String, in entry: URL) throws(BuildError) -> Data {
    do throws(FileError) {
      return try open(name, in: entry).contents()
    } catch {
      throw BuildError(error)
    }
  }

  /// The value that a file of an entry holds, as JSON.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/store(path:reason:)``.
  static func value<Value: Decodable>(
    of name: String, in entry: URL
  ) throws(BuildError) -> Value {
    let data = try contents(of: name, in: entry)
    guard let value = try? JSONDecoder().decode(Value.self, from: data) else {
      throw .store(path: entry.path, reason: .garbled)
    }
    return value
  }

  /// Writes a file of an entry that is being filled, or of a temporary folder.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/store(path:reason:)``.
  static func write(
    _ bytes: some Sequence<UInt8>, to name: String, in folder: URL
  ) throws(BuildError) {
    do throws(FileError) {
      try OutputFile(folder.appending(path: name).path).write(bytes)
    } catch {
      throw BuildError(error)
    }
  }

  /// Makes a folder in a temporary one.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/store(path:reason:)``.
  static func makeFolder(_ name: String, in folder: URL) throws(BuildError) {
    do throws(FileError) {
      _ = try RealFolder(folder.path).folder(name, makingWith: 0o700)
    } catch {
      throw BuildError(error)
    }
  }

  /// Removes a file of an entry that is being filled.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/store(path:reason:)``.
  static func remove(_ name: String, in folder: URL) throws(BuildError) {
    do throws(FileError) {
      try RealFolder(folder.path).removeFile(name)
    } catch {
      throw BuildError(error)
    }
  }

  /// Makes sure that a file of an entry is a regular file of the user's.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/store(path:reason:)``.
  static func check(_ name: String, in entry: URL) throws(BuildError) {
    do throws(FileError) {
      _ = try open(name, in: entry)
    } catch {
      throw BuildError(error)
    }
  }

  private static func open(_ name: String, in entry: URL) throws(FileError) -> OpenFile {
    let path = entry.appending(path: name).path
    guard let file = try RealFolder(entry.path).file(name) else {
      throw FileError(path: path, reason: .system(ENOENT))
    }
    try file.status.checkOwner(of: path)
    return file
  }
}
