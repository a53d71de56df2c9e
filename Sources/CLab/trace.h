// What watching other programs' system calls takes (ptrace(2), seccomp(2)), and Swift can't call or
// doesn't see. Each function forwards to one call; what is done with them is Swift.
#ifndef WORKBOOK_CLAB_TRACE_H
#define WORKBOOK_CLAB_TRACE_H

#include <errno.h>
#include <elf.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <linux/unix_diag.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LAB_EVENT_FORK = PTRACE_EVENT_FORK,
    LAB_EVENT_VFORK = PTRACE_EVENT_VFORK,
    LAB_EVENT_CLONE = PTRACE_EVENT_CLONE,
    LAB_EVENT_EXEC = PTRACE_EVENT_EXEC,
    LAB_EVENT_EXIT = PTRACE_EVENT_EXIT,
    LAB_EVENT_SECCOMP = PTRACE_EVENT_SECCOMP,
    LAB_EVENT_STOP = PTRACE_EVENT_STOP,
};

// How a stopped thread goes on.
enum {
    LAB_CONTINUE = PTRACE_CONT,
    LAB_CONTINUE_TO_RETURN = PTRACE_SYSCALL,
    LAB_STAY_STOPPED = PTRACE_LISTEN,
};

enum {
    LAB_WAIT_ALL = __WALL,
};

// Watches a process, and all that it will start, which end when this process does.
static inline int lab_trace(pid_t process) {
    long options = PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                   PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT | PTRACE_O_TRACESECCOMP |
                   PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
    return (int)syscall(SYS_ptrace, PTRACE_SEIZE, process, 0L, options);
}

static inline int lab_resume(int how, pid_t thread, int signal) {
    return (int)syscall(SYS_ptrace, how, thread, 0L, (long)signal);
}

static inline unsigned long lab_event_message(pid_t thread) {
    unsigned long message = 0;
    syscall(SYS_ptrace, PTRACE_GETEVENTMSG, thread, 0L, &message);
    return message;
}

struct lab_call_entry {
    long number;
    uint64_t arguments[6];
};

// The call that a stopped thread is about to make; the same on every processor (Linux 5.3).
static inline int lab_call_entry(pid_t thread, struct lab_call_entry *entry) {
    struct ptrace_syscall_info info;
    long size = syscall(SYS_ptrace, PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info);
    if (size < 0) return -1;
    if (info.op != PTRACE_SYSCALL_INFO_SECCOMP) {
        errno = EINVAL;
        return -1;
    }
    entry->number = (long)info.seccomp.nr;
    for (int index = 0; index < 6; index++) entry->arguments[index] = info.seccomp.args[index];
    return 0;
}

// What a call that a thread has just come back from gave: negative for an error's number.
static inline int lab_call_result(pid_t thread, int64_t *result) {
    struct ptrace_syscall_info info;
    long size = syscall(SYS_ptrace, PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info);
    if (size < 0) return -1;
    if (info.op != PTRACE_SYSCALL_INFO_EXIT) {
        errno = EINVAL;
        return -1;
    }
    *result = info.exit.rval;
    return 0;
}

// Where a stopped thread keeps the frame of the function that it is in.
static inline int lab_frame(pid_t thread, uint64_t *frame) {
    struct user_regs_struct registers;
    struct iovec part = {.iov_base = &registers, .iov_len = sizeof registers};
    if (syscall(SYS_ptrace, PTRACE_GETREGSET, thread, (long)NT_PRSTATUS, &part) < 0) return -1;
#if defined(__x86_64__)
    *frame = registers.rbp;
#elif defined(__aarch64__)
    *frame = registers.regs[29];
#endif
    return 0;
}

// Copies from another process's memory.
static inline ssize_t lab_copy(pid_t process, uint64_t address, void *target, size_t count) {
    struct iovec here = {.iov_base = target, .iov_len = count};
    struct iovec there = {.iov_base = (void *)(uintptr_t)address, .iov_len = count};
    return syscall(SYS_process_vm_readv, process, &here, 1UL, &there, 1UL, 0UL);
}

static inline int lab_open_process(pid_t process) {
    return (int)syscall(SYS_pidfd_open, process, 0U);
}

// Another process's descriptor, as one of this process (Linux 5.6).
static inline int lab_take_descriptor(int process, int descriptor) {
    return (int)syscall(SYS_pidfd_getfd, process, descriptor, 0U);
}

// The calls that are watched.
enum lab_call {
    LAB_CALL_OTHER,
    LAB_CALL_SOCKET,
    LAB_CALL_PAIR,
    LAB_CALL_BIND,
    LAB_CALL_LISTEN,
    LAB_CALL_ACCEPT,
    LAB_CALL_CONNECT,
    LAB_CALL_SENDTO,
    LAB_CALL_SENDMSG,
    LAB_CALL_WRITE,
    LAB_CALL_WRITEV,
    LAB_CALL_SENDFILE,
    LAB_CALL_RECVFROM,
    LAB_CALL_RECVMSG,
    LAB_CALL_READ,
    LAB_CALL_READV,
    LAB_CALL_SHUTDOWN,
    LAB_CALL_SET_OPTION,
    LAB_CALL_CLOSE,
    LAB_CALL_SLEEP,
    LAB_CALL_POLL,
    LAB_CALL_WAIT,
};

struct lab_watched_call {
    long number;
    enum lab_call call;
};

static const struct lab_watched_call lab_watched_calls[] = {
    {SYS_socket, LAB_CALL_SOCKET},
    {SYS_socketpair, LAB_CALL_PAIR},
    {SYS_bind, LAB_CALL_BIND},
    {SYS_listen, LAB_CALL_LISTEN},
    {SYS_accept, LAB_CALL_ACCEPT},
    {SYS_accept4, LAB_CALL_ACCEPT},
    {SYS_connect, LAB_CALL_CONNECT},
    {SYS_sendto, LAB_CALL_SENDTO},
    {SYS_sendmsg, LAB_CALL_SENDMSG},
    {SYS_write, LAB_CALL_WRITE},
    {SYS_writev, LAB_CALL_WRITEV},
    {SYS_sendfile, LAB_CALL_SENDFILE},
    {SYS_recvfrom, LAB_CALL_RECVFROM},
    {SYS_recvmsg, LAB_CALL_RECVMSG},
    {SYS_read, LAB_CALL_READ},
    {SYS_readv, LAB_CALL_READV},
    {SYS_shutdown, LAB_CALL_SHUTDOWN},
    {SYS_setsockopt, LAB_CALL_SET_OPTION},
    {SYS_close, LAB_CALL_CLOSE},
    {SYS_nanosleep, LAB_CALL_SLEEP},
    {SYS_clock_nanosleep, LAB_CALL_SLEEP},
    {SYS_ppoll, LAB_CALL_POLL},
    {SYS_pselect6, LAB_CALL_POLL},
    {SYS_epoll_pwait, LAB_CALL_POLL},
#ifdef SYS_epoll_pwait2
    {SYS_epoll_pwait2, LAB_CALL_POLL},
#endif
#ifdef SYS_poll
    {SYS_poll, LAB_CALL_POLL},
#endif
#ifdef SYS_select
    {SYS_select, LAB_CALL_POLL},
#endif
#ifdef SYS_epoll_wait
    {SYS_epoll_wait, LAB_CALL_POLL},
#endif
    {SYS_wait4, LAB_CALL_WAIT},
};

enum { LAB_WATCHED_CALLS = sizeof lab_watched_calls / sizeof *lab_watched_calls };

static inline enum lab_call lab_watched_call(long number) {
    for (int index = 0; index < LAB_WATCHED_CALLS; index++)
        if (lab_watched_calls[index].number == number) return lab_watched_calls[index].call;
    return LAB_CALL_OTHER;
}

// From now on, whoever traces this process is stopped for at the watched calls, and at no others.
static inline int lab_announce_watched_calls(void) {
#if defined(__x86_64__)
    const uint32_t native = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
    const uint32_t native = AUDIT_ARCH_AARCH64;
#else
#error "which calls this processor makes isn't known"
#endif
    struct sock_filter filter[LAB_WATCHED_CALLS + 6];
    unsigned short count = 0;
    filter[count++] = (struct sock_filter)BPF_STMT(
        BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    // Calls of another processor have other numbers.
    filter[count++] = (struct sock_filter)BPF_JUMP(
        BPF_JMP | BPF_JEQ | BPF_K, native, 0, LAB_WATCHED_CALLS + 1);
    filter[count++] = (struct sock_filter)BPF_STMT(
        BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int index = 0; index < LAB_WATCHED_CALLS; index++)
        filter[count++] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)lab_watched_calls[index].number,
            (uint8_t)(LAB_WATCHED_CALLS - index), 0);
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    struct sock_fprog program = {.len = count, .filter = filter};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0UL, &program);
}

#endif
