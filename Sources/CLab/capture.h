// What reading frames off a network takes (packet(7)), and Swift can't call.
#ifndef WORKBOOK_CLAB_CAPTURE_H
#define WORKBOOK_CLAB_CAPTURE_H

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

// A descriptor on which every frame arrives that an interface of this network namespace receives. Those
// that it sends are received by the interface at the other end, or by itself.
static inline int lab_open_capture(unsigned int interface) {
    int descriptor = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -1;
    int on = 1, size = 4 << 20;
    // As large as the machine allows; what doesn't fit is counted.
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)interface};
    if (setsockopt(descriptor, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) == 0 &&
        setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0 &&
        bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0)
        return descriptor;
    int code = errno;
    close(descriptor);
    errno = code;
    return -1;
}

// Reads one frame, and when the kernel received it, by the clock on the wall.
static inline ssize_t lab_read_frame(
    int descriptor, void *frame, size_t size, struct timespec *time) {
    char control[64];
    struct iovec part = {.iov_base = frame, .iov_len = size};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t count = recvmsg(descriptor, &message, 0);
    if (count < 0) return -1;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL;
         header = CMSG_NXTHDR(&message, header))
        if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_TIMESTAMPNS)
            memcpy(time, CMSG_DATA(header), sizeof *time);
    return count;
}

// How many frames were lost since the last time, as nobody had read those before.
static inline int lab_lost_frames(int descriptor) {
    struct tpacket_stats statistics;
    socklen_t size = sizeof statistics;
    if (getsockopt(descriptor, SOL_PACKET, PACKET_STATISTICS, &statistics, &size) != 0) return -1;
    return (int)statistics.tp_drops;
}

#endif
