// System calls that Swift's Glibc module doesn't show (it is built without _GNU_SOURCE), or can't
// (they are variadic, or fork). Each function forwards to one call; what they are used for, and in
// which order, is Swift.
#ifndef WORKBOOK_CLAB_H
#define WORKBOOK_CLAB_H

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/inet_diag.h>
#include <linux/mount.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/sock_diag.h>
#include <linux/veth.h>
#include <net/if.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

extern int unshare(int flags);
extern int setns(int descriptor, int kind);
extern int mount(const char *source, const char *target, const char *type, unsigned long flags,
                 const void *data);
extern int umount2(const char *target, int flags);
extern int sethostname(const char *name, size_t length);
extern int setdomainname(const char *name, size_t length);
extern int setresuid(uid_t real, uid_t effective, uid_t saved);
extern int setresgid(gid_t real, gid_t effective, gid_t saved);
extern int setgroups(size_t count, const gid_t *groups);
extern int pipe2(int descriptors[2], int flags);
extern ssize_t sendfile(int output, int input, off_t *offset, size_t count);

// Flags of mount(2) and umount2(2), from <sys/mount.h>, whose names clash with <linux/mount.h>.
enum {
    LAB_MS_RDONLY = 1,
    LAB_MS_NOSUID = 2,
    LAB_MS_NODEV = 4,
    LAB_MS_NOEXEC = 8,
    LAB_MS_REMOUNT = 32,
    LAB_MS_BIND = 4096,
    LAB_MS_REC = 16384,
    LAB_MS_PRIVATE = 1 << 18,
    LAB_MNT_DETACH = 2,
};

enum {
    LAB_NEWNS = CLONE_NEWNS,
    LAB_NEWUTS = CLONE_NEWUTS,
    LAB_NEWIPC = CLONE_NEWIPC,
    LAB_NEWUSER = CLONE_NEWUSER,
    LAB_NEWPID = CLONE_NEWPID,
    LAB_NEWNET = CLONE_NEWNET,
    LAB_NEWCGROUP = CLONE_NEWCGROUP,
};

enum {
    LAB_CAP_CHOWN = CAP_CHOWN,
    LAB_CAP_DAC_OVERRIDE = CAP_DAC_OVERRIDE,
    LAB_CAP_FOWNER = CAP_FOWNER,
    LAB_CAP_KILL = CAP_KILL,
    LAB_CAP_SETGID = CAP_SETGID,
    LAB_CAP_SETUID = CAP_SETUID,
    LAB_CAP_NET_BIND_SERVICE = CAP_NET_BIND_SERVICE,
    LAB_CAP_NET_RAW = CAP_NET_RAW,
};

// The limits of setrlimit(2).
enum {
    LAB_AS = RLIMIT_AS,
    LAB_CORE = RLIMIT_CORE,
    LAB_CPU = RLIMIT_CPU,
    LAB_DATA = RLIMIT_DATA,
    LAB_FSIZE = RLIMIT_FSIZE,
    LAB_LOCKS = 10,  // RLIMIT_LOCKS, which glibc's headers hide
    LAB_MEMLOCK = RLIMIT_MEMLOCK,
    LAB_MSGQUEUE = 12,  // RLIMIT_MSGQUEUE
    LAB_NICE = 13,      // RLIMIT_NICE
    LAB_NOFILE = RLIMIT_NOFILE,
    LAB_NPROC = RLIMIT_NPROC,
    LAB_RSS = RLIMIT_RSS,
    LAB_RTPRIO = 14,      // RLIMIT_RTPRIO
    LAB_RTTIME = 15,      // RLIMIT_RTTIME
    LAB_SIGPENDING = 11,  // RLIMIT_SIGPENDING
    LAB_STACK = RLIMIT_STACK,
};

static inline int lab_get_limit(int resource, struct rlimit *limit) {
    return getrlimit((__rlimit_resource_t)resource, limit);
}

static inline int lab_change_limit(int resource, const struct rlimit *limit) {
    return setrlimit((__rlimit_resource_t)resource, limit);
}

static inline int lab_set_limit(int resource, uint64_t value) {
    // At the hard limit of processor time a process is killed, at the soft one it is told why.
    struct rlimit limit = {.rlim_cur = value, .rlim_max = value + (resource == RLIMIT_CPU)};
    return lab_change_limit(resource, &limit);
}

// Closes all descriptors from one on.
static inline int lab_close_from(int first) {
    return (int)syscall(SYS_close_range, first, ~0U, 0);
}

// How many nanoseconds of processor time this machine takes for some work like a lab's.
static inline long lab_measure_pace(void) {
    long least = 0;
    char text[1024];
    for (int round = 0; round < 3; round++) {
        struct timespec start, end;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
        for (int count = 0; count < 16; count++) {
            int descriptor = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
            if (read(descriptor, text, sizeof text) < 0) text[0] = 0;
            close(descriptor);
        }
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
        long taken = (end.tv_sec - start.tv_sec) * 1000000000 + (end.tv_nsec - start.tv_nsec);
        if (round == 0 || taken < least) least = taken;
    }
    return least;
}

enum { LAB_MOST_PROCESSORS = 8192 };

// Runs this thread, and those that it starts, on the first of the processors that it may run on.
static inline int lab_use_processors(int count) {
    static unsigned long set[LAB_MOST_PROCESSORS / (8 * sizeof(unsigned long))];
    memset(set, 0xff, sizeof set);
    if (count < LAB_MOST_PROCESSORS) {
        const size_t bits = 8 * sizeof *set;
        // The number of bytes that the kernel's set has.
        long size = syscall(SYS_sched_getaffinity, 0, sizeof set, set);
        if (size < 0) return -1;
        for (size_t index = 0; index < LAB_MOST_PROCESSORS; index++) {
            unsigned long bit = 1UL << index % bits;
            if (index >= 8 * (size_t)size) set[index / bits] &= ~bit;
            if (set[index / bits] & bit && count-- <= 0) set[index / bits] &= ~bit;
        }
    }
    return (int)syscall(SYS_sched_setaffinity, 0, sizeof set, set);
}

// How many processors this thread may run on.
static inline int lab_count_processors(void) {
    static unsigned long set[LAB_MOST_PROCESSORS / (8 * sizeof(unsigned long))];
    long size = syscall(SYS_sched_getaffinity, 0, sizeof set, set);
    int count = 0;
    for (long index = 0; index < size / (long)sizeof *set; index++)
        count += __builtin_popcountl(set[index]);
    return count;
}

// Schedules this process like any other (sched(7)), with a normal share of the disks.
static inline int lab_schedule_normally(void) {
    struct { int priority; } none = {0};
    syscall(SYS_ioprio_set, 1 /* IOPRIO_WHO_PROCESS */, 0, 0);
    return (int)syscall(SYS_sched_setscheduler, 0, 0 /* SCHED_OTHER */, &none);
}

static inline int lab_set_usual_personality(void) { return (int)syscall(SYS_personality, 0UL); }

static inline int lab_set_usual_timer_slack(void) {
    return prctl(PR_SET_TIMERSLACK, 50000UL, 0, 0, 0);
}

// Gives this process memory as others have it: large pages where there are any, from any node of a large machine. A
// kernel may know neither, or forbid to ask.
static inline void lab_use_memory_normally(void) {
    prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
    syscall(SYS_set_mempolicy, 0 /* MPOL_DEFAULT */, NULL, 0);
}

// Gives this process a session keyring of its own (keyrings(7)). Where there are none, or they are refused, programs
// have none either.
static inline int lab_leave_session_keyring(void) {
    if (syscall(SYS_keyctl, 1 /* KEYCTL_JOIN_SESSION_KEYRING */, NULL) >= 0) return 0;
    return errno == ENOSYS || errno == EPERM || errno == EACCES ? 0 : -1;
}

// Has a signal do what it does if nothing is said. glibc keeps the first two real-time signals to itself, and
// posix_spawn(3) ignores them.
static inline int lab_reset_signal(int signal) {
    const unsigned long usual[4] = {0};
    return (int)syscall(SYS_rt_sigaction, signal, usual, NULL, 8);
}

// Turns SIGCHLD from a signal into something to read.
static inline int lab_open_child_signals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) return -1;
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static inline pid_t lab_fork(void) { return fork(); }

static inline int lab_pivot_root(const char *new_root, const char *put_old) {
    return (int)syscall(SYS_pivot_root, new_root, put_old);
}

// Makes a mount and everything mounted below it read-only, without set-user-ID programs.
static inline int lab_make_read_only(const char *path) {
    struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID};
    const unsigned int at_recursive = 0x8000;
    return (int)syscall(SYS_mount_setattr, -100 /* AT_FDCWD */, path, at_recursive, &attributes,
                        sizeof attributes);
}

static inline int lab_set_parent_death_signal(int signal) {
    return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0);
}

static inline int lab_set_dumpable(int yes) { return prctl(PR_SET_DUMPABLE, yes, 0, 0, 0); }

static inline int lab_set_no_new_privileges(void) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

// Drops a capability from the bounding set; -1 with EINVAL after the last one the kernel knows.
static inline int lab_drop_capability(int capability) {
    return prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
}

static inline int lab_raise_loopback(void) {
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_LOOPBACK;
    int result = ioctl(descriptor, SIOCSIFFLAGS, &request);
    int code = errno;
    close(descriptor);
    errno = code;
    return result;
}

// How a system call that waits says how long.
enum lab_timeout {
    LAB_NO_TIMEOUT,            // it can't: it waits for ever
    LAB_RECEIVE_TIMEOUT,       // a socket can (SO_RCVTIMEO); anything else waits for ever
    LAB_SEND_TIMEOUT,          // a socket can (SO_SNDTIMEO); anything else has a limit of its own
    LAB_MILLISECONDS,          // an int; negative waits for ever
    LAB_TIMESPEC,              // a struct timespec; NULL waits for ever
    LAB_TIMEVAL,               // a struct timeval; NULL waits for ever
    LAB_FUTEX,                 // the same as LAB_TIMESPEC; the operation says what it counts from
    LAB_ALWAYS_TIMED,          // it always has a limit of its own
    LAB_SLEEP,                 // it only lets time pass: a struct timespec, behind flags if it isn't the first
};

// A call in which programs wait, as a programmer writes it: recv for recvfrom(2).
enum lab_waiting_name {
    LAB_WAITING_READ,
    LAB_WAITING_OPEN,
    LAB_WAITING_ACCEPT,
    LAB_WAITING_RECV,
    LAB_WAITING_WAIT,
    LAB_WAITING_SIGSUSPEND,
    LAB_WAITING_SIGWAIT,
    LAB_WAITING_FUTEX,
    LAB_WAITING_POLL,
    LAB_WAITING_SELECT,
    LAB_WAITING_EPOLL_WAIT,
    LAB_WAITING_PAUSE,
    LAB_WAITING_CONNECT,
    LAB_WAITING_WRITE,
    LAB_WAITING_SEND,
    LAB_WAITING_FLOCK,
    LAB_WAITING_SLEEP,
};

struct lab_waiting_call {
    long number;
    enum lab_waiting_name call;
    enum lab_timeout timeout;
    int argument;              // which argument says it
};

// The calls in which programs wait for others. The numbers differ between processors and some calls
// exist on one of them only; the headers know.
static inline const struct lab_waiting_call *lab_waiting_call(long number) {
    static const struct lab_waiting_call calls[] = {
        {SYS_read, LAB_WAITING_READ, LAB_RECEIVE_TIMEOUT, 0},
        {SYS_openat, LAB_WAITING_OPEN, LAB_NO_TIMEOUT, 0},  // the other end of a FIFO
        {SYS_readv, LAB_WAITING_READ, LAB_RECEIVE_TIMEOUT, 0},
        {SYS_accept, LAB_WAITING_ACCEPT, LAB_RECEIVE_TIMEOUT, 0},
        {SYS_accept4, LAB_WAITING_ACCEPT, LAB_RECEIVE_TIMEOUT, 0},
        {SYS_recvfrom, LAB_WAITING_RECV, LAB_RECEIVE_TIMEOUT, 0},
        {SYS_recvmsg, LAB_WAITING_RECV, LAB_RECEIVE_TIMEOUT, 0},
        {SYS_wait4, LAB_WAITING_WAIT, LAB_NO_TIMEOUT, 0},
        {SYS_waitid, LAB_WAITING_WAIT, LAB_NO_TIMEOUT, 0},
        {SYS_rt_sigsuspend, LAB_WAITING_SIGSUSPEND, LAB_NO_TIMEOUT, 0},
        {SYS_rt_sigtimedwait, LAB_WAITING_SIGWAIT, LAB_TIMESPEC, 2},
        {SYS_futex, LAB_WAITING_FUTEX, LAB_FUTEX, 3},
        {SYS_ppoll, LAB_WAITING_POLL, LAB_TIMESPEC, 2},
        {SYS_pselect6, LAB_WAITING_SELECT, LAB_TIMESPEC, 4},
        {SYS_epoll_pwait, LAB_WAITING_EPOLL_WAIT, LAB_MILLISECONDS, 3},
        // Its own limit is looked at only when a datagram has come.
        {SYS_recvmmsg, LAB_WAITING_RECV, LAB_RECEIVE_TIMEOUT, 0},
#ifdef SYS_epoll_pwait2
        {SYS_epoll_pwait2, LAB_WAITING_EPOLL_WAIT, LAB_TIMESPEC, 3},
#endif
#ifdef SYS_open
        {SYS_open, LAB_WAITING_OPEN, LAB_NO_TIMEOUT, 0},
#endif
#ifdef SYS_pause
        {SYS_pause, LAB_WAITING_PAUSE, LAB_NO_TIMEOUT, 0},
#endif
#ifdef SYS_poll
        {SYS_poll, LAB_WAITING_POLL, LAB_MILLISECONDS, 2},
#endif
#ifdef SYS_select
        {SYS_select, LAB_WAITING_SELECT, LAB_TIMEVAL, 4},
#endif
#ifdef SYS_epoll_wait
        {SYS_epoll_wait, LAB_WAITING_EPOLL_WAIT, LAB_MILLISECONDS, 3},
#endif
        // Sooner or later these end by themselves, or with an error.
        {SYS_connect, LAB_WAITING_CONNECT, LAB_SEND_TIMEOUT, 0},
        {SYS_write, LAB_WAITING_WRITE, LAB_SEND_TIMEOUT, 0},
        {SYS_writev, LAB_WAITING_WRITE, LAB_SEND_TIMEOUT, 0},
        {SYS_sendto, LAB_WAITING_SEND, LAB_SEND_TIMEOUT, 0},
        {SYS_sendmsg, LAB_WAITING_SEND, LAB_SEND_TIMEOUT, 0},
        {SYS_flock, LAB_WAITING_FLOCK, LAB_ALWAYS_TIMED, 0},
        {SYS_nanosleep, LAB_WAITING_SLEEP, LAB_SLEEP, 0},
        {SYS_clock_nanosleep, LAB_WAITING_SLEEP, LAB_SLEEP, 2},
    };
    for (size_t index = 0; index < sizeof calls / sizeof *calls; index++)
        if (calls[index].number == number) return &calls[index];
    return NULL;
}

#endif
