// A library that programs of a lab load first, so that they see what they would see on another machine
// (LD_PRELOAD, ld.so(8)). Variables of the environment say what is other.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
// The function of this name that would be called without this library.
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static long number(const char *variable) {
    const char *text = getenv(variable);
    return text ? atol(text) : 0;
}

// What nothing has set isn't zero: the stack, below the frame of main.
__attribute__((constructor)) static void fill_stack(void) {
    if (!number("WORKBOOK_FILL")) return;
    char waste[1 << 18];
    memset(waste, 0xa5, sizeof waste);
    __asm__ volatile("" : : "r"(waste) : "memory");
}

// The number of processors.

EXPORT int sched_getaffinity(pid_t process, size_t size, cpu_set_t *set) {
    int result = NEXT(sched_getaffinity)(process, size, set);
    long count = number("WORKBOOK_PROCESSORS");
    if (result != 0 || count == 0) return result;
    CPU_ZERO_S(size, set);
    for (long index = 0; index < count; index++) CPU_SET_S(index, size, set);
    return 0;
}

EXPORT long sysconf(int name) {
    long count = number("WORKBOOK_PROCESSORS");
    if (count > 0 && (name == _SC_NPROCESSORS_ONLN || name == _SC_NPROCESSORS_CONF)) return count;
    return NEXT(sysconf)(name);
}

EXPORT int get_nprocs(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }
EXPORT int get_nprocs_conf(void) { return (int)sysconf(_SC_NPROCESSORS_CONF); }

// The date. A deadline that a program has computed with it is turned back: one after 2001 is of the clock that
// tells the date, as the other ones begin when the machine does.

static long shift(void) { return number("WORKBOOK_SECONDS"); }

EXPORT int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = NEXT(clock_gettime)(clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        time->tv_sec += shift();
    return result;
}

EXPORT time_t time(time_t *place) {
    time_t now = NEXT(time)(NULL) + shift();
    if (place) *place = now;
    return now;
}

EXPORT int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int result = NEXT(gettimeofday)(now, zone);
    if (result == 0) now->tv_sec += shift();
    return result;
}

static struct timespec deadline(const struct timespec *time) {
    struct timespec result = *time;
    if (result.tv_sec > 1000000000) result.tv_sec -= shift();
    return result;
}

EXPORT int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                                  const struct timespec *restrict time) {
    struct timespec other = deadline(time);
    return NEXT(pthread_cond_timedwait)(condition, mutex, &other);
}

EXPORT int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict time) {
    struct timespec other = deadline(time);
    return NEXT(pthread_mutex_timedlock)(mutex, &other);
}

EXPORT int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict time) {
    struct timespec other = deadline(time);
    return NEXT(sem_timedwait)(semaphore, &other);
}

EXPORT int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
                           struct timespec *left) {
    struct timespec other = flags & TIMER_ABSTIME ? deadline(time) : *time;
    return NEXT(clock_nanosleep)(clock, flags, &other, left);
}

// The numbers of files, sockets and pipes: with few digits, or with many.

static uint64_t inode(uint64_t known, uint64_t more) {
    long digits = number("WORKBOOK_INODE_DIGITS");
    if (digits == 0 || known == 0) return known;
    return digits < 6 ? 1000 + known % 9000 : known % 100000000 + more;
}

static const uint64_t many = 4000000000, very_many = 700000000000000000;

static void change(uint8_t *place) {
    uint32_t value;
    memcpy(&value, place, sizeof value);
    value = (uint32_t)inode(value, many);
    memcpy(place, &value, sizeof value);
}

// When the kernel says that a packet came (SO_TIMESTAMP in socket(7)).
static void shift_times(struct msghdr *message) {
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level != SOL_SOCKET ||
            (part->cmsg_type != SCM_TIMESTAMP && part->cmsg_type != SCM_TIMESTAMPNS))
            continue;
        // Both forms begin with the seconds.
        time_t seconds;
        memcpy(&seconds, CMSG_DATA(part), sizeof seconds);
        seconds += shift();
        memcpy(CMSG_DATA(part), &seconds, sizeof seconds);
    }
}

// What sock_diag(7) tells of sockets.
EXPORT ssize_t recvmsg(int descriptor, struct msghdr *message, int flags) {
    ssize_t result = NEXT(recvmsg)(descriptor, message, flags);
    if (result >= 0) shift_times(message);
    int domain = 0;
    socklen_t size = sizeof domain;
    if (result <= 0 || message->msg_iovlen != 1 || !number("WORKBOOK_INODE_DIGITS") ||
        (flags & MSG_PEEK) || getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0 ||
        domain != AF_NETLINK)
        return result;
    unsigned rest = (unsigned)result;
    struct nlmsghdr *header = message->msg_iov->iov_base;
    for (; NLMSG_OK(header, rest); header = NLMSG_NEXT(header, rest)) {
        const int told_by_family = 20;  // SOCK_DIAG_BY_FAMILY
        if (header->nlmsg_type != told_by_family) continue;
        uint8_t *body = NLMSG_DATA(header);
        // Where inet_diag_msg, unix_diag_msg, packet_diag_msg and netlink_diag_msg have it.
        int place = body[0] == AF_INET || body[0] == AF_INET6 ? 68
                    : body[0] == AF_UNIX || body[0] == AF_PACKET ? 4
                    : body[0] == AF_NETLINK ? 16 : -1;
        if (place >= 0 && NLMSG_PAYLOAD(header, 0) >= (unsigned)place + 4) change(body + place);
        if (body[0] != AF_UNIX) continue;
        // The other end of a pair is an attribute behind unix_diag_msg.
        const unsigned short peer = 2;  // UNIX_DIAG_PEER
        int left = (int)NLMSG_PAYLOAD(header, 16);
        struct rtattr *attribute = (struct rtattr *)(body + 16);
        for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left))
            if (attribute->rta_type == peer && RTA_PAYLOAD(attribute) >= 4)
                change(RTA_DATA(attribute));
    }
    return result;
}

static ssize_t renumber(ssize_t count, char *text, size_t size) {
    char copy[64], kind[16];
    unsigned long long known;
    if (count <= 0 || count >= (ssize_t)sizeof copy) return count;
    memcpy(copy, text, (size_t)count);
    copy[count] = 0;
    if (sscanf(copy, "%15[a-z]:[%llu]", kind, &known) != 2) return count;
    int written = snprintf(copy, sizeof copy, "%s:[%llu]", kind,
                           (unsigned long long)inode(known, many));
    if ((size_t)written > size) written = (int)size;
    memcpy(text, copy, (size_t)written);
    return written;
}

EXPORT ssize_t readlink(const char *restrict path, char *restrict text, size_t size) {
    return renumber(NEXT(readlink)(path, text, size), text, size);
}

EXPORT ssize_t readlinkat(int folder, const char *restrict path, char *restrict text, size_t size) {
    return renumber(NEXT(readlinkat)(folder, path, text, size), text, size);
}

static uint64_t file(uint64_t known, unsigned mode) {
    if (S_ISSOCK(mode) || S_ISFIFO(mode)) return inode(known, many);
    // Two files with one number would be the same file.
    return number("WORKBOOK_INODE_DIGITS") < 6 ? known : known + very_many;
}

// glibc has each of these under two names, the second for files of any size; here, both are the same.
#define STATUS(name, parameters, ...)                                              \
    EXPORT int name parameters {                                                   \
        int result = NEXT(name)(__VA_ARGS__);                                      \
        if (result != 0) return result;                                            \
        status->st_ino = file(status->st_ino, status->st_mode);                    \
        status->st_atim.tv_sec += shift();                                         \
        status->st_mtim.tv_sec += shift();                                         \
        status->st_ctim.tv_sec += shift();                                         \
        return result;                                                             \
    }

STATUS(fstat, (int descriptor, struct stat *status), descriptor, status)
STATUS(fstat64, (int descriptor, struct stat64 *status), descriptor, status)
STATUS(stat, (const char *restrict path, struct stat *restrict status), path, status)
STATUS(stat64, (const char *restrict path, struct stat64 *restrict status), path, status)
STATUS(lstat, (const char *restrict path, struct stat *restrict status), path, status)
STATUS(lstat64, (const char *restrict path, struct stat64 *restrict status), path, status)
STATUS(fstatat, (int folder, const char *restrict path, struct stat *restrict status, int flags),
       folder, path, status, flags)
STATUS(fstatat64, (int folder, const char *restrict path, struct stat64 *restrict status, int flags),
       folder, path, status, flags)

EXPORT int statx(int folder, const char *restrict path, int flags, unsigned mask,
                 struct statx *restrict status) {
    int result = NEXT(statx)(folder, path, flags, mask, status);
    if (result != 0) return result;
    status->stx_ino = file(status->stx_ino, status->stx_mode);
    status->stx_atime.tv_sec += shift();
    status->stx_mtime.tv_sec += shift();
    status->stx_ctime.tv_sec += shift();
    return result;
}
