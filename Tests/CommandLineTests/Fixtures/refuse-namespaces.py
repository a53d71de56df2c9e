"""Runs a program that can make no namespaces: as in a container with Docker's usual filter, the kernel
refuses them with EPERM (seccomp(2)). Words: the program and what it gets; before it, --mount to have only
mounts refused, or --ptrace to have only tracing refused."""
import ctypes
import os
import platform
import struct
import sys

UNSHARE, SETNS, MOUNT, PTRACE = {
    "x86_64": (272, 308, 165, 101), "aarch64": (97, 268, 40, 117)}[platform.machine()]
SOME = {"--mount": (MOUNT,), "--ptrace": (PTRACE,)}
refused = SOME.get(sys.argv[1], (UNSHARE, SETNS, MOUNT))
words = sys.argv[2 if sys.argv[1] in SOME else 1:]
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM

steps = [(LOAD, 0, 0, 0)]
for index, call in enumerate(refused):
    steps.append((JUMP_IF_EQUAL, len(refused) - index, 0, call))
steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
program = ctypes.create_string_buffer(struct.pack("HL", len(steps), ctypes.addressof(code)))
libc = ctypes.CDLL(None, use_errno=True)
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
for call in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program)):
    if libc.prctl(*call) != 0:
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
os.execvp(words[0], words)
