// What being asked about calls before the kernel makes them takes (seccomp_unotify(2)).
#ifndef WORKBOOK_CLAB_NOTICE_H
#define WORKBOOK_CLAB_NOTICE_H

#include "trace.h"
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

enum lab_noticed_call {
    LAB_NOTICED_NOTHING,
    // Calls that give a socket a port, if it has none.
    LAB_NOTICED_CONNECT,
    LAB_NOTICED_BIND,
    LAB_NOTICED_LISTEN,
    LAB_NOTICED_SEND,
    // Calls that set a timer which no file in /proc tells of.
    LAB_NOTICED_ALARM,
    LAB_NOTICED_INTERVAL_TIMER,
    LAB_NOTICED_TIMER,
};

struct lab_notice {
    uint64_t id;
    pid_t thread;
    enum lab_noticed_call call;
    uint64_t arguments[6];
};

static const struct {
    long number;
    enum lab_noticed_call call;
} lab_noticed_calls[] = {
    {SYS_connect, LAB_NOTICED_CONNECT},
    {SYS_bind, LAB_NOTICED_BIND},
    {SYS_listen, LAB_NOTICED_LISTEN},
    {SYS_sendmsg, LAB_NOTICED_SEND},
    {SYS_sendmmsg, LAB_NOTICED_SEND},
    {SYS_sendto, LAB_NOTICED_SEND},
    {SYS_setitimer, LAB_NOTICED_INTERVAL_TIMER},
    {SYS_timer_settime, LAB_NOTICED_TIMER},
#ifdef SYS_alarm
    {SYS_alarm, LAB_NOTICED_ALARM},
#endif
};

enum { LAB_NOTICED_CALLS = sizeof lab_noticed_calls / sizeof *lab_noticed_calls };

static inline enum lab_noticed_call lab_noticed_call(long number) {
    for (int index = 0; index < LAB_NOTICED_CALLS; index++)
        if (lab_noticed_calls[index].number == number) return lab_noticed_calls[index].call;
    return LAB_NOTICED_NOTHING;
}

// From now on, this process and those that it starts wait at the noticed calls until the owner of the
// returned descriptor has answered. A traced process stops for its tracer instead, at those that it shares.
// They can make sockets that a lab has a use for, and no others; without IPv6, none of it.
static inline int lab_announce_noticed_calls(int is_traced, int has_ipv6) {
#if defined(__x86_64__)
    const uint32_t native = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
    const uint32_t native = AUDIT_ARCH_AARCH64;
#endif
    struct sock_filter filter[3 * LAB_NOTICED_CALLS + 20];
    unsigned short count = 0;
    filter[count++] = (struct sock_filter)BPF_STMT(
        BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    filter[count++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native, 1, 0);
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[count++] = (struct sock_filter)BPF_STMT(
        BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    // A lab has no network of any other kind, or it would be the machine's: namespaces don't separate all of them.
    const uint32_t families[] = {AF_UNIX, AF_INET, AF_NETLINK, AF_PACKET, AF_INET6};
    const uint8_t known = has_ipv6 ? 5 : 4;
    filter[count++] = (struct sock_filter)BPF_JUMP(
        BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)SYS_socket, 0, known + 2);
    filter[count++] = (struct sock_filter)BPF_STMT(
        BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]));
    for (uint8_t index = 0; index < known; index++)
        filter[count++] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, families[index], known - index, 0);
    filter[count++] =
        (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT);
    filter[count++] = (struct sock_filter)BPF_STMT(
        BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int index = 0; index < LAB_NOTICED_CALLS; index++) {
        // What names no address needs no port, or has one.
        if (lab_noticed_calls[index].number == SYS_sendto) continue;
        if (is_traced && lab_watched_call(lab_noticed_calls[index].number) != LAB_CALL_OTHER)
            continue;
        filter[count++] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)lab_noticed_calls[index].number, 0, 1);
        filter[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    }
    if (!is_traced) {
        filter[count++] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)SYS_sendto, 0, 3);
        // The lower half of the address: none is a multiple of 2^32.
        filter[count++] = (struct sock_filter)BPF_STMT(
            BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[4]));
        filter[count++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
        filter[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    }
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {.len = count, .filter = filter};
    // A signal would have a call made once more that was answered already (Linux 5.19).
    const unsigned long wait_killable = 1UL << 5;  // SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
    int listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                                SECCOMP_FILTER_FLAG_NEW_LISTENER | wait_killable, &program);
    if (listener >= 0 || errno != EINVAL) return listener;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
                        &program);
}

// The next call that waits for an answer; -1 if the thread has gone meanwhile.
static inline int lab_receive_notice(int listener, struct lab_notice *notice) {
    struct seccomp_notif received;
    memset(&received, 0, sizeof received);
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &received) != 0) return -1;
    notice->id = received.id;
    notice->thread = (pid_t)received.pid;
    notice->call = lab_noticed_call(received.data.nr);
    for (int index = 0; index < 6; index++) notice->arguments[index] = received.data.args[index];
    return 0;
}

// Lets the kernel make the call.
static inline int lab_allow(int listener, uint64_t id) {
    struct seccomp_notif_resp answer = {
        .id = id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

// Lets the call come back without being made: with an error's number, or with success if that is 0.
static inline int lab_answer(int listener, uint64_t id, int error) {
    struct seccomp_notif_resp answer = {.id = id, .error = -error};
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

#endif
