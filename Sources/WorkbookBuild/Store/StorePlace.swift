package import FoundationEssentials
package import Glibc
import WorkbookModel

extension Store {
  /// Where the user's store is: one for all books, as entries are named after what they are made from.
  ///
  /// It is in the user's folder for what can be made again (the XDG Base Directory Specification,
  /// `$XDG_CACHE_HOME`, or `~/.cache`). A user who has no such folder and no home to make it in, as there are in
  /// containers, has it in `/var/tmp`.
  ///
  /// - Parameters:
  ///   - environment: The environment.
  ///   - user: The user.
  /// - Returns: The store's folder, which may not be there yet.
  package static func place(
    in environment: [String: String] = ProcessInfo.processInfo.environment,
    of user: uid_t = geteuid()
  ) -> URL {
    if let path = environment["XDG_CACHE_HOME"], path.hasPrefix("/") {
      return URL(filePath: path, directoryHint: .isDirectory).appending(path: "workbook")
    }
    let homes = [environment["HOME"], homeOfRecord(of: user)].compactMap(\.self)
    // With sudo, HOME may still be another user's.
    if let home = homes.first(where: { isOwn($0, user) }) {
      return URL(filePath: home, directoryHint: .isDirectory).appending(path: ".cache/workbook")
    }
    return URL(filePath: "/var/tmp/workbook-\(user)", directoryHint: .isDirectory)
  }

  private static func isOwn(_ path: String, _ user: uid_t) -> Bool {
    var status = stat()
    return path.hasPrefix("/") && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      && status.st_uid == user && access(path, W_OK) == 0
  }

  /// The home that the list of users has (passwd(5)).
  private static func homeOfRecord(of user: uid_t) -> String? {
    getpwuid(user).flatMap { $0.pointee.pw_dir.map { String(cString: $0) } }
  }
}
