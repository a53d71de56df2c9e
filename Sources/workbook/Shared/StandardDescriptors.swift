import Glibc

/// The descriptors 0, 1 and 2, on which programs read and print.
enum StandardDescriptors {
  /// Puts something in the place of those that are closed, which can be neither read nor written.
  ///
  /// Otherwise a file that the tool opens would have such a number, and get what is meant to be printed. Programs that
  /// are started, or that the tool becomes, have them closed as before.
  static func occupy() {
    for descriptor in STDIN_FILENO...STDERR_FILENO
    where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      // The lowest number that is free is this one.
      _ = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
  }
}
