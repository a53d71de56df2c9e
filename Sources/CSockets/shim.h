// The system headers that `Sockets` is written against, and what they have that Swift doesn't show:
// variadic functions, macros, and declarations that are there only with _GNU_SOURCE. Nothing here has
// a body that does more than forward.
#ifndef WORKBOOK_CSOCKETS_H
#define WORKBOOK_CSOCKETS_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static inline int csockets_errno(void) { return errno; }

static inline int csockets_fcntl(int descriptor, int command, int argument) {
  return fcntl(descriptor, command, argument);
}

#ifdef __linux__
extern int accept4(int descriptor, struct sockaddr *restrict address,
                   socklen_t *restrict length, int flags);
// Thread-safe and never translated, unlike strerror; glibc 2.32 and later.
extern const char *strerrorname_np(int code);
extern const char *strerrordesc_np(int code);
#endif

#endif
