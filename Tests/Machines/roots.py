"""Roots: the folder that a machine has as its /."""

import os
import shutil
import subprocess
from session import Unavailable, say

SUITES = {"12": "bookworm", "13": "trixie"}
# What the tool needs, what the book's examples run, what compiling listings takes, and what a kernel in an emulator does.
PACKAGES = [
    "bash", "dash", "iproute2", "iputils-ping", "libcmark-dev", "net-tools", "netbase", "python3",
    "curl", "g++", "libncurses6", "libsqlite3-0", "libxml2",
    "busybox-static", "kmod",
]


def debian(session, version):
    """The folder of a bare Debian, made once; nothing is ever written into it afterwards."""
    session.needs_root("a root of another Debian")
    folder = session.cache / f"debian-{version}"
    if folder.exists():
        return folder
    session.needs_program("debootstrap", "debootstrap")
    say(f"making a root of Debian {version}, once")
    archives = session.cache / "archives"
    archives.mkdir(parents=True, exist_ok=True)
    unfinished = session.cache / f"debian-{version}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    # Its mounts of /proc and /sys are in the namespace, so they go with it.
    made = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "debootstrap", "--variant=minbase",
         f"--cache-dir={archives}", f"--include={','.join(PACKAGES)}", SUITES[version], unfinished],
        capture_output=True, text=True)
    if made.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        last = (made.stdout + made.stderr).strip().splitlines()[-1:]
        raise Unavailable(f"debootstrap can't make Debian {version}: {' '.join(last)}")
    unfinished.rename(folder)
    return folder


def composed(session, lower):
    """Lines that make the session's root a copy of the lower folder, with the tool, the store and the tool chain at
    their places; what is written there is gone with the machine."""
    root, layer = session.root, session.layer
    lines = [
        f"mount -t tmpfs -o mode=755 tmpfs {layer}",
        f"mkdir {layer}/upper {layer}/work",
        f"mount -t overlay -o lowerdir={lower},upperdir={layer}/upper,workdir={layer}/work overlay {root}",
    ]
    for folder in [session.shared, session.toolchain]:
        lines += [f"mkdir -p {root}{folder}", f"mount --rbind {folder} {root}{folder}"]
    return lines


def furnished(session):
    """Lines that give the root what a running system has."""
    root = session.root
    return [f"mount -t proc proc {root}/proc", f"mount --rbind /sys {root}/sys", f"mount --rbind /dev {root}/dev"]


def entered(session):
    """Lines that make the root that of the machine, as pivot_root(2) does."""
    # The old root lies on top of the new one for a moment; so neither needs a folder for the other.
    return [f"cd {session.root}", "pivot_root . .", "umount -l .", "cd /"]


def copied(session):
    """Lines that make the root what this machine's own is."""
    return [f"mount --rbind / {session.root}"]


def with_bash(session, root=""):
    """Lines that make bash the shell that scripts get, and leave dash beside it."""
    programs = os.path.realpath("/bin")
    shell = session.layer / "shell"
    return [
        *([] if root else [f"mount -t tmpfs -o mode=755 tmpfs {session.layer}"]),
        f"mkdir {shell}",
        f"ln -s bash {shell}/sh",
        f"mount -t overlay -o ro,lowerdir={shell}:{root}{programs} overlay {root}{programs}",
    ]
