"""The machines. Each makes of the command that verifies the book one that does so there."""

import contextlib
import dataclasses
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import arm64
import kernels
import roots
import sysctls
from results import Excuse
from session import USER, Session


def in_place(session, result, command):
    return session.mounting() + command if session.can_mount else command


@dataclasses.dataclass(frozen=True)
class Machine:
    name: str
    # What is special about it.
    what: str
    command: Callable[[Session, Path, list[str]], list[str]] = in_place
    # Whether it runs where no machine is named: it needs no download, and changes nothing for anybody else.
    is_usual: bool = True
    # In seconds.
    limit: int = 300
    around: Callable[[Session], contextlib.AbstractContextManager] = lambda session: contextlib.nullcontext()
    # Called when it has run; without one, it should verify all examples.
    excuse: Callable[[Session], Excuse] = lambda session: Excuse()


def behind(*words):
    """Such a machine as this one, where the words come before the command."""
    return lambda session, result, command: in_place(session, result, [*words, *command])


def behind_shell(line):
    return behind("sh", "-c", f'{line}; exec "$@"', "sh")


def as_root(session, result, command):
    session.needs_root("this machine")
    return in_place(session, result, command)


def as_user(*words):
    def command(session, result, command):
        if not session.is_root:
            return [*words, *command]
        session.needs_root("becoming another user")
        become = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs"]
        return session.mounting(store=session.user_store()) + [*become, *words, *command]
    return command


def one_processor(session, result, command):
    return in_place(session, result, ["taskset", "--cpu-list", str(min(os.sched_getaffinity(0))), *command])


def with_bash(session, result, command):
    session.needs_root("another /bin/sh")
    return session.mounting(*roots.with_bash(session)) + command


def in_chroot(session, result, command):
    session.needs_root("chroot(2)")
    return session.mounting(*roots.copied(session)) + ["chroot", str(session.root), *command]


def in_pivoted_root(session, result, command):
    session.needs_root("pivot_root(2)")
    return session.mounting(*roots.copied(session), *roots.entered(session)) + command


def in_bubblewrap(session, result, command):
    session.needs_program("bwrap", "bubblewrap")
    # Seen by root, files in its /proc hide some of the system's, and the kernel then allows no further /proc.
    wrap = as_user("bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev",
                   "--proc", "/proc", "--bind", str(session.shared), str(session.shared))
    return wrap(session, result, command)


def debian(version, *words, with_bash=False, is_new=False):
    def command(session, result, command):
        store = session.kept_store
        if is_new:
            store = result / "store"
            store.mkdir()
        root = roots.debian(session, version)
        steps = [*roots.composed(session, root, session.toolchain), *roots.furnished(session)]
        if with_bash:
            steps += roots.with_bash(session, root=session.root)
        return session.mounting(*steps, *roots.entered(session), store=store) + [*words, *command]
    return command


def kernel(version, processors=2, words="", before=()):
    def command(session, result, command):
        command = [*before, *command]
        root = roots.debian(session, version)
        image = kernels.installed(session, root)
        mounted = session.mounting(*roots.composed(session, root, session.toolchain))
        return mounted + kernels.AMD64.running(session, result, command, root, image, processors, words)
    return command


def with_settings(find):
    """Settings of the network that the function finds, for the whole machine."""
    @contextlib.contextmanager
    def around(session):
        session.needs_root("changing sysctls")
        session.cache.mkdir(parents=True, exist_ok=True)
        with sysctls.changed(session.cache / "network", find):
            yield
    return around


# Words of the first lines of terminals: the name of the example, and what it needs.
TERMINAL = re.compile(r"^[> ]*```+console (\S+)(.*)$", re.M)


def terminals(session):
    """Names of examples, each with the words behind it."""
    for chapter in (session.book / "chapters").glob("*.md"):
        yield from TERMINAL.findall(chapter.read_text(encoding="utf-8"))


def without_ipv6(session):
    return Excuse(
        frozenset(name for name, words in terminals(session) if re.search(r"\bneeds=\S*\bipv6\b", words)),
        "as they need IPv6")


def limited(session):
    """A limit that is too low keeps all examples from running where it can't be raised."""
    raised = subprocess.run(["sh", "-c", "ulimit -n 64; ulimit -n 128"], stderr=subprocess.DEVNULL)
    if raised.returncode == 0:
        return Excuse()
    return Excuse(frozenset(name for name, _ in terminals(session)), "as limits can't be raised")


MACHINES = [
    Machine("root", "this machine, as root", as_root),
    Machine("user", "as an ordinary user who can gain no privileges", as_user()),
    Machine("umask-002", "`umask 002`, as most systems give to users", behind_shell("umask 002")),
    Machine("umask-027", "`umask 027`", behind_shell("umask 027")),
    Machine("umask-077", "`umask 077`", behind_shell("umask 077")),
    Machine("bash", "bash as `sh`", with_bash),
    Machine("files-64", "`ulimit -n 64`", behind_shell("ulimit -n 64"), excuse=limited),
    Machine("stack-limited", "`ulimit -s 512`", behind_shell("ulimit -s 512"), excuse=limited),
    Machine("stack-small", "`ulimit -S -s 512`, which can be raised", behind_shell("ulimit -S -s 512")),
    Machine("stack-large", "`ulimit -s 500000`", behind_shell("ulimit -s 500000")),
    Machine("stack-unlimited", "`ulimit -s unlimited`", behind_shell("ulimit -s unlimited")),
    Machine("processor", "the tool on one processor; labs have all", one_processor),
    Machine("bubblewrap", "`bwrap --unshare-all` with a read-only root, as an ordinary user", in_bubblewrap),
    Machine("chroot", "`chroot`", in_chroot),
    Machine("pivot", "a root by `pivot_root`", in_pivoted_root),
    Machine("namespaces", "`unshare -Urpf --mount-proc`",
            behind("unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc")),
    Machine("tcp-quarter", "buffers of TCP a quarter as large, while it runs for everybody",
            is_usual=False, around=with_settings(lambda: sysctls.buffers(1 / 4))),
    Machine("tcp-64", "buffers of TCP 64 times as large, while it runs for everybody",
            is_usual=False, around=with_settings(lambda: sysctls.buffers(64))),
    Machine("settings",
            "another congestion control of TCP, and other settings of interfaces and neighbours than Linux's, "
            "while it runs for everybody", is_usual=False, around=with_settings(sysctls.unlike_usual)),
    Machine("debian-12", "a root of Debian 12", debian("12"), is_usual=False),
    Machine("debian-13", "a root of Debian 13", debian("13"), is_usual=False),
    Machine("debian-13-new", "Debian 13, everything compiled there", debian("13", is_new=True),
            is_usual=False, limit=900),
    Machine("debian-13-bash", "Debian 13 with bash as `sh` and `umask 002`, as Fedora has it",
            debian("13", "sh", "-c", 'umask 002; exec "$@"', "sh", with_bash=True), is_usual=False),
    Machine("kernel-6.1", "Debian 12 just booted, with its kernel, emulated", kernel("12"),
            is_usual=False, limit=3600),
    Machine("kernel-6.12", "Debian 13 just booted, with its kernel, emulated", kernel("13"),
            is_usual=False, limit=3600),
    Machine("no-ipv6", "the same with `ipv6.disable=1`", kernel("13", words="ipv6.disable=1"),
            is_usual=False, limit=3600, excuse=without_ipv6),
    Machine("arm64", "Debian `sid` for arm64 and the kernel of Debian 13, emulated; everything compiled by its Swift",
            arm64.command, is_usual=False, limit=5400),
    # With one for each processor, it would run so many examples at once that all are too slow to tell anything.
    Machine("processors-64",
            "Debian 12 and its kernel with 64 processors, emulated; the tool on two of them, labs have all",
            kernel("12", processors=64, before=["taskset", "--cpu-list", "0,1"]), is_usual=False, limit=5400),
]
