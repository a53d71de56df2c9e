// Declarations that Glibc has and Swift's Glibc module does not show, because it is built without
// _GNU_SOURCE. Nothing here has a body that does more than forward.
#ifndef WORKBOOK_CSOCKETS_H
#define WORKBOOK_CSOCKETS_H

#include <sys/socket.h>

#ifdef __linux__
extern int accept4(int descriptor, struct sockaddr *restrict address,
                   socklen_t *restrict length, int flags);
// Thread-safe and never translated, unlike strerror; glibc 2.32 and later.
extern const char *strerrorname_np(int code);
extern const char *strerrordesc_np(int code);
#endif

#endif
