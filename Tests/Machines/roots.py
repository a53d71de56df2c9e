"""Roots: the folder that a machine has as its /."""

import contextlib
import os
import shutil
import subprocess
from session import Unavailable, say

# Of a Debian's version, or of the one to come.
SUITES = {"12": "bookworm", "13": "trixie", "sid": "sid"}
# What the tool needs, what the book's examples run, and what a kernel in an emulator does.
RUNNING = [
    "bash", "busybox-static", "dash", "iproute2", "iputils-ping", "kmod", "libcmark-dev", "net-tools", "netbase",
    "python3",
]
# What compiling listings takes, with a tool chain that was made for another Debian, too.
COMPILING = ["curl", "g++", "libncurses6", "libsqlite3-0", "libxml2"]


def debian(session, version, packages=COMPILING):
    """The folder of a bare Debian, made once; nothing is ever written into it afterwards."""
    session.needs_root("a root of another Debian")
    folder = session.cache / f"debian-{version}"
    with session.alone_in_cache():
        if not folder.exists():
            say(f"making a root of Debian {version}, once")
            with unfinished(folder) as made:
                bootstrap(session, version, made, RUNNING + packages)
    return folder


@contextlib.contextmanager
def unfinished(folder):
    """A folder that gets its name when everything is in it."""
    made = folder.with_suffix(".unfinished")
    shutil.rmtree(made, ignore_errors=True)
    try:
        yield made
        made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def bootstrap(session, version, folder, packages, *options):
    session.needs_program("debootstrap", "debootstrap")
    # What was fetched before it failed is there the next time.
    archives = session.cache / "archives"
    archives.mkdir(exist_ok=True)
    # Its mounts of /proc and /sys are in the namespace, so they go with it.
    made = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "debootstrap", "--variant=minbase", *options,
         f"--cache-dir={archives}", f"--include={','.join(packages)}", SUITES[version], folder],
        capture_output=True, text=True)
    if made.returncode != 0:
        raise Unavailable(f"debootstrap can't make Debian {version}: {last_line(made)}")
    shutil.rmtree(archives)


def last_line(done):
    return "".join((done.stdout + done.stderr).strip().splitlines()[-1:])


def composed(session, lower, *folders):
    """Steps that make the session's root a copy of the lower folder, with other folders, and what all machines
    share, at their places; what is written there is gone with the machine."""
    root, layer = session.root, session.layer
    yield ["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", layer]
    yield ["mkdir", f"{layer}/upper", f"{layer}/work"]
    layers = f"lowerdir={lower},upperdir={layer}/upper,workdir={layer}/work"
    yield ["mount", "-t", "overlay", "-o", layers, "overlay", root]
    for folder in [session.shared, *folders]:
        yield ["mkdir", "-p", f"{root}{folder}"]
        yield ["mount", "--rbind", folder, f"{root}{folder}"]


def furnished(session):
    """Steps that give the root what a running system has."""
    yield ["mount", "-t", "proc", "proc", f"{session.root}/proc"]
    for folder in ["/sys", "/dev"]:
        yield ["mount", "--rbind", folder, f"{session.root}{folder}"]


def copied(session):
    """Steps that make the root what this machine's own is."""
    yield ["mount", "--rbind", "/", session.root]


def entered(session):
    """Steps that make the root that of the machine, as pivot_root(2) does."""
    yield ["cd", session.root]
    # The old root lies on top of the new one for a moment, so neither needs a folder for the other.
    yield ["pivot_root", ".", "."]
    yield ["umount", "-l", "."]
    yield ["cd", "/"]


def with_bash(session, root=""):
    """Steps that make bash the shell that scripts get, and leave dash beside it."""
    programs = f"{root}{os.path.realpath('/bin')}"
    shell = session.layer / "shell"
    if not root:
        yield ["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", session.layer]
    yield ["mkdir", shell]
    yield ["ln", "-s", "bash", f"{shell}/sh"]
    yield ["mount", "-t", "overlay", "-o", f"ro,lowerdir={shell}:{programs}", "overlay", programs]
