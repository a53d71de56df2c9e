/// A system call that the lab makes, or that a program waits in, by its name.
package enum SystemCall: String, Codable, Hashable, Sendable {
  case accept, access, chdir, connect, dup2, fcntl, flock, fork, fstat, futex, ioctl, keyctl, mkdir
  case mount
  case open, pause, personality, pipe2, poll, prctl, ptrace, read, recv, seccomp, select, send
  case sendfile, setdomainname, sethostname, setgroups, setns, setresgid, setpriority, setresuid
  case setrlimit, setsid, signalfd, sigprocmask, sigsuspend, sigwait, sleep, socket, socketpair
  case symlink, umount2, unshare, wait, waitpid, write
  case closeRange = "close_range"
  case epollWait = "epoll_wait"
  case mountSetattr = "mount_setattr"
  case pivotRoot = "pivot_root"
  case schedGetaffinity = "sched_getaffinity"
  case schedSetaffinity = "sched_setaffinity"

  /// No call, but a function of the C library: the text isn't an address.
  case inetPton = "inet_pton"
  /// No call, but what the kernel answered a message of netlink(7).
  case netlink
  /// No call, but a file of `/proc`: only root may give a lab more than one user.
  case userMap = "uid_map"
}

extension SystemCall: CustomStringConvertible {
  /// The name as a programmer writes it, such as `recv` for recvfrom(2).
  package var description: String { rawValue }
}
