import CLab
import LabProtocol

extension SystemCall {
  /// Translates a call in which programs wait.
  init?(_ waiting: lab_waiting_name) {
    switch waiting {
    case LAB_WAITING_READ: self = .read
    case LAB_WAITING_OPEN: self = .open
    case LAB_WAITING_ACCEPT: self = .accept
    case LAB_WAITING_RECV: self = .recv
    case LAB_WAITING_WAIT: self = .wait
    case LAB_WAITING_SIGSUSPEND: self = .sigsuspend
    case LAB_WAITING_SIGWAIT: self = .sigwait
    case LAB_WAITING_FUTEX: self = .futex
    case LAB_WAITING_POLL: self = .poll
    case LAB_WAITING_SELECT: self = .select
    case LAB_WAITING_EPOLL_WAIT: self = .epollWait
    case LAB_WAITING_PAUSE: self = .pause
    case LAB_WAITING_CONNECT: self = .connect
    case LAB_WAITING_WRITE: self = .write
    case LAB_WAITING_SEND: self = .send
    case LAB_WAITING_FLOCK: self = .flock
    case LAB_WAITING_SLEEP: self = .sleep
    default: return nil
    }
  }
}
