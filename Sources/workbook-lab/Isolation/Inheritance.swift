import CLab
import Glibc
import LabProtocol

/// What a process has of the one that started it, besides its limits: how new files are protected, and how, when and
/// where it runs.
///
/// A transcript shows some of it, so a lab takes none of it over from the tool's user.
enum Inheritance {
  /// Gives this process what a process of a machine that was just started has.
  ///
  /// An ordinary user can't take back what was given up with nice(1) or chrt(1); so a lab may run later and more
  /// seldom than others, like one on a busy machine.
  ///
  /// - Throws: ``LabFailure`` with what is refused and would show.
  static func giveUp() throws(LabFailure) {
    let purpose = LabFailure.Purpose.prepareCommand
    // Files that somebody forgot to close.
    try require(.closeRange, to: purpose) { lab_close_from(STDERR_FILENO + 1) }
    // The permissions of files are the chapter's to say.
    umask(Machine().umask)
    _ = lab_schedule_normally()
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 0)
    // The kernel keeps those that there are, and that a container may use.
    try require(.schedSetaffinity, to: purpose) { lab_use_processors(CInt(LAB_MOST_PROCESSORS)) }
    // What only root may lower, it shows nowhere else than in its file.
    try? write("0".utf8, toFile: "/proc/self/oom_score_adj")
    try require(.personality, to: purpose) { lab_set_usual_personality() }
    try require(.prctl, to: purpose) { lab_set_usual_timer_slack() }
    lab_use_memory_normally()
    // What Linux begins with (core(5)).
    try? write("0x33".utf8, toFile: "/proc/self/coredump_filter")
  }
}
