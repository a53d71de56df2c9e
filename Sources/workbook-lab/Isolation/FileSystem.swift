import CLab
import FoundationEssentials
import Glibc
import LabProtocol

/// What the programs of a lab see as `/`.
///
/// A new root is put together from nothing: the system's folders of programs and libraries,
/// read-only; a `/dev` of the harmless devices; an `/etc` that names no real machine or user; and two
/// folders to write in, both in memory. The user's home, the sockets in `/run` and the store
/// aren't there at all.
struct FileSystem {
  /// Where the new root is put together; any folder that every system has.
  static let workshop = "/tmp"
  private static let home = "/home/reader"
  private static let programs = "/programs"

  /// Where the machine's own programs are.
  private static let systemFolders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]

  /// Where the shell looks for programs: those of the chapter first.
  static let path = ([programs] + systemFolders).joined(separator: ":")

  /// Where a program of the chapter is, as commands see it.
  static func path(ofProgram name: String) -> String { "\(programs)/\(name)" }

  /// The program that is the shell of every window.
  static let shell = "dash"

  /// Where the file of that program is, in the lab; `nil` if there is none.
  ///
  /// A program of the chapter may have the same name, and isn't it.
  static var shellFile: String? {
    ([formerShells] + systemFolders).map { "\($0)/\(shell)" }.first { access($0, X_OK) == 0 }
  }

  /// How many pseudo-terminals programs may make, besides the windows.
  private static let mostTerminals = 32

  let request: LabRequest
  /// The executables of the request, open for reading, in its order.
  ///
  /// They are opened before the process gives up root, as the store may lie in a folder that only
  /// root reads. So nothing but a file is opened, and none that a link leads to.
  let executables: [CInt]

  /// The folder in which commands are run, as they see it.
  var folder: String { "\(Self.home)/\(request.folder)" }

  /// Opens the request's executables.
  ///
  /// - Throws: ``LabFailure`` with the code of `open`.
  init(for request: LabRequest) throws(LabFailure) {
    self.request = request
    var descriptors: [CInt] = []
    for program in request.programs {
      descriptors.append(
        try require(.open, to: .read(path: program.path)) {
          open(program.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        })
      // What it shows, the example may read.
      var status = stat()
      guard fstat(descriptors[descriptors.count - 1], &status) == 0,
        status.st_mode & S_IFMT == S_IFREG
      else { throw LabFailure(purpose: .read(path: program.path), call: .fstat, code: EINVAL) }
    }
    executables = descriptors
  }

  /// Makes the new root and moves into it.
  ///
  /// Must run in the first process of the lab, since `/proc` shows the processes of the namespace
  /// that mounts it.
  ///
  /// - Throws: ``LabFailure`` with what couldn't be made. Nothing is left of it outside: the mounts
  ///   go with the namespace.
  func enter() throws(LabFailure) {
    try require(.mount, to: .keepMounts) {
      mount("none", "/", nil, UInt(LAB_MS_REC | LAB_MS_PRIVATE), nil)
    }
    try mountMemory(at: Self.workshop, size: 256 << 20, .makeRoot)
    try addSystem()
    try addDevices()
    try addConfiguration()
    try blamingExample(to: .copyPrograms) { () throws(LabFailure) in try addPrograms() }
    try replaceShell()
    try makeFolder("/proc")
    try require(.mount, to: .mountProc) {
      let flags = UInt(LAB_MS_NOSUID | LAB_MS_NODEV | LAB_MS_NOEXEC)
      return mount("proc", Self.workshop + "/proc", "proc", flags, nil)
    }
    for writable in [Self.home, "/tmp"] {
      try makeFolder(writable)
      try mountMemory(
        at: Self.workshop + writable, size: request.limits.folderSize, .make(path: writable))
    }
    try addFiles()
    try moveIn()
    for name in request.needs where Self.path(of: name) == nil { throw Self.missing(name) }
    guard Self.shellFile != nil else { throw Self.missing(Self.shell) }
    for capability in request.capabilities { try capability.find(on: request.machine) }
  }

  /// Does what fails only because of what an example brings along.
  private func blamingExample(
    to purpose: LabFailure.Purpose, _ work: () throws(LabFailure) -> Void
  ) throws(LabFailure) {
    do {
      try work()
    } catch {
      var failure = LabFailure(purpose: purpose, call: error.call, code: error.code)
      failure.cause = .example
      throw failure
    }
  }

  private func mountMemory(
    at path: String, size: UInt64, _ purpose: LabFailure.Purpose
  ) throws(LabFailure) {
    let options = "size=\(size),nr_inodes=16384,mode=0755"
    try require(.mount, to: purpose) {
      mount("tmpfs", path, "tmpfs", UInt(LAB_MS_NOSUID | LAB_MS_NODEV), options)
    }
  }

  func makeFolder(_ path: String) throws(LabFailure) {
    var prefix = Self.workshop
    for part in path.split(separator: "/") {
      prefix += "/" + part
      if mkdir(prefix, 0o755) != 0 && errno != EEXIST {
        throw LabFailure(purpose: .make(path: path), call: .mkdir, code: errno)
      }
    }
  }

  private func addSystem() throws(LabFailure) {
    for name in ["usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32"] {
      let path = "/" + name
      if let target = linkTarget(of: path) {
        try require(.symlink, to: .show(path: path)) { symlink(target, Self.workshop + path) }
      } else if access(path, X_OK) == 0 {
        try makeFolder(path)
        try bind(path)
        try require(.mountSetattr, to: .makeReadOnly(path: path)) {
          lab_make_read_only(Self.workshop + path)
        }
      }
    }
  }

  private func bind(_ path: String) throws(LabFailure) {
    try require(.mount, to: .show(path: path)) {
      mount(path, Self.workshop + path, nil, UInt(LAB_MS_BIND | LAB_MS_REC), nil)
    }
  }

  private func addDevices() throws(LabFailure) {
    try makeFolder("/dev")
    for device in ["null", "zero", "full", "random", "urandom", "tty"] {
      try write([], toFile: "\(Self.workshop)/dev/\(device)")
      try bind("/dev/\(device)")
    }
    try makeFolder("/dev/pts")
    try require(.mount, to: .make(path: "/dev/pts")) {
      let flags = UInt(LAB_MS_NOSUID | LAB_MS_NOEXEC)
      // The machine has a number of them for all; a lab has no more than these.
      let most = request.windows.count + Self.mostTerminals
      return mount(
        "devpts", Self.workshop + "/dev/pts", "devpts", flags,
        "newinstance,ptmxmode=0666,mode=0620,max=\(most)")
    }
    try makeFolder("/dev/shm")
    try mountMemory(
      at: Self.workshop + "/dev/shm", size: request.limits.folderSize, .make(path: "/dev/shm"))
    let links = [
      ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"),
      ("stderr", "/proc/self/fd/2"), ("ptmx", "pts/ptmx"),
    ]
    for (name, target) in links {
      try require(.symlink, to: .make(path: "/dev/\(name)")) {
        symlink(target, "\(Self.workshop)/dev/\(name)")
      }
    }
  }

  private func addConfiguration() throws(LabFailure) {
    try makeFolder("/etc")
    for path in [
      "/etc/alternatives", "/etc/services", "/etc/protocols", "/etc/ld.so.cache", "/etc/ssl/certs",
      "/etc/ssl/openssl.cnf",
    ] {
      var status = stat()
      guard stat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        try makeFolder(path)
      } else {
        try makeFolder(path.split(separator: "/").dropLast().joined(separator: "/"))
        try write([], toFile: Self.workshop + path)
      }
      try bind(path)
      try require(.mountSetattr, to: .makeReadOnly(path: path)) {
        lab_make_read_only(Self.workshop + path)
      }
    }
    let hosts =
      ["127.0.0.1 localhost", "::1 localhost"] + request.hosts.flatMap(names)
      + request.names.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    let id = Isolation.insideID
    let files = [
      "hosts": hosts.map { $0 + "\n" }.joined(),
      // All addresses of a name, as on Debian; without it, the first line that has it is enough (host.conf(5)).
      "host.conf": "multi on\n",
      "nsswitch.conf":
        "passwd: files\ngroup: files\nhosts: files\nservices: files\nprotocols: files\n",
      "resolv.conf": "",
      "passwd": "root:x:0:0:Root:\(Self.home):/bin/sh\n"
        + "reader:x:\(id):\(id):Reader:\(Self.home):/bin/sh\n",
      "group": "root:x:0:\nreader:x:\(id):\n",
    ]
    for (name, text) in files {
      try write(text.utf8, toFile: "\(Self.workshop)/etc/\(name)")
    }
  }

  /// The lines of `/etc/hosts` for a host: its addresses, or one of its own that leads nowhere else; none
  /// where the book has one for it.
  private func names(of host: LabRequest.Host) -> [String] {
    let isKnown = request.names.keys.contains { $0.split(separator: " ").contains(host.name[...]) }
    guard !isKnown else { return [] }
    let addresses = host.interfaces.flatMap(\.addresses).map(\.text)
    if addresses.isEmpty { return host.name == "localhost" ? [] : ["127.0.1.1 \(host.name)"] }
    return addresses.map { "\($0) \(host.name)" }
  }

  /// Copies the programs in; a mount of each would need a way to its folder that others may go too.
  private func addPrograms() throws(LabFailure) {
    try makeFolder(Self.programs)
    for (program, source) in zip(request.programs, executables) {
      let purpose = LabFailure.Purpose.copyProgram(path: program.path)
      try copyProgram(from: source, to: Self.path(ofProgram: program.name), purpose)
    }
  }

  /// Copies an executable to a place in the lab, and closes it.
  func copyProgram(
    from source: CInt, to path: String, _ purpose: LabFailure.Purpose
  ) throws(LabFailure) {
    defer { close(source) }
    let copy = try require(.open, to: purpose) {
      open(Self.workshop + path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o755)
    }
    defer { close(copy) }
    while try require(.sendfile, to: purpose, { sendfile(copy, source, nil, 1 << 30) }) > 0 {}
  }

  /// Where the shell finds a program; `nil` if it doesn't.
  static func path(of program: String) -> String? {
    path.split(separator: ":").map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }

  private static func missing(_ program: String) -> LabFailure {
    LabFailure(purpose: .findProgram(program), call: .access, code: ENOENT)
  }

  private func addFiles() throws(LabFailure) {
    try makeFolder(folder)
    // It prints names of headers in bold on any terminal, unless it is told not to.
    try write("no-styled-output\n".utf8, toFile: "\(Self.workshop)\(Self.home)/.curlrc")
    for file in request.files {
      try blamingExample(to: .write(path: file.name)) { () throws(LabFailure) in
        let parts = file.name.split(separator: "/").dropLast()
        try makeFolder(([folder] + parts.map(String.init)).joined(separator: "/"))
        try write(file.contents, toFile: "\(Self.workshop)\(folder)/\(file.name)")
      }
    }
  }

  /// Makes the new root the root, and lets go of the old one (pivot_root(2), "pivot_root(".", ".")").
  private func moveIn() throws(LabFailure) {
    let purpose = LabFailure.Purpose.moveIntoRoot
    try require(.chdir, to: purpose) { chdir(Self.workshop) }
    try require(.pivotRoot, to: purpose) { lab_pivot_root(".", ".") }
    try require(.umount2, to: purpose) { umount2(".", CInt(LAB_MNT_DETACH)) }
    try require(.mount, to: .makeRootReadOnly) {
      let flags = LAB_MS_REMOUNT | LAB_MS_BIND | LAB_MS_RDONLY | LAB_MS_NOSUID | LAB_MS_NODEV
      return mount("none", "/", nil, UInt(flags), nil)
    }
    try require(.chdir, to: .enter(path: folder)) { chdir(folder) }
  }
}
