"""What all machines share: the tool, the book and the store, and how commands are run around them."""

import contextlib
import fcntl
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# What an ordinary user is, where root runs this.
USER = 65534
# Where programs are on every Debian.
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Unavailable(Exception):
    """This machine can't be had here; the words say why, and what to do."""


class Failure(Exception):
    """The machine shows that something is wrong, before or after the examples; the words say what."""


def say(words):
    print(f"elsewhere: {words}", file=sys.stderr, flush=True)


class Session:
    """The folders of one run.

    They are removed at the end, so nothing that must stay is ever mounted in them but in a namespace of a machine's
    own. `shared` is at the same place in every machine, and ordinary users can read it.
    """

    def __init__(self, scratch, book, prefix):
        self.shared = scratch / "shared"
        self.tool = self.shared / "tool"
        self.book = self.shared / "book"
        self.results = self.shared / "results"
        # Where the root of a machine is put together.
        self.root, self.layer = scratch / "root", scratch / "layer"
        self.is_root = os.geteuid() == 0
        caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        # What is downloaded is kept there.
        self.cache = caches / "workbook-elsewhere"
        self.kept_store = caches / "workbook"
        # Of the machines that can mount something; others see the one that is kept.
        self.mounted_store = self.shared / "store"
        self.can_mount = self.is_root and self._succeeds("unshare", "--mount", "true")
        # What can be mounted is seen at one place in all machines.
        self.store = self.shared / "store" if self.can_mount else self.kept_store
        self.toolchain = self._toolchain()
        self._prepare(scratch, book, prefix)

    @staticmethod
    def _succeeds(*command):
        return subprocess.run(command, capture_output=True).returncode == 0

    @staticmethod
    def _toolchain():
        """The folder of the Swift tool chain: what is on the PATH may only call it."""
        info = json.loads(subprocess.run(
            ["swiftc", "-print-target-info"], capture_output=True, text=True, check=True).stdout)
        return Path(info["paths"]["runtimeResourcePath"]).parents[2]

    def _prepare(self, scratch, book, prefix):
        os.umask(0o022)
        scratch.chmod(0o755)
        for folder in [self.shared, self.root, self.layer, self.results]:
            folder.mkdir()
        if prefix:
            shutil.copytree(prefix, self.tool)
        else:
            subprocess.run([ROOT / "script/install", self.tool], check=True, stdout=subprocess.DEVNULL)
        # Some chapters show pieces of the library.
        for folder in ["chapters", "Sources/Sockets"]:
            if (book / folder).exists():
                shutil.copytree(book / folder, self.book / folder)
        self.kept_store.mkdir(parents=True, exist_ok=True)
        self.store.mkdir(exist_ok=True)

    def needs_root(self, what):
        if not self.can_mount:
            raise Unavailable(f"{what} needs root, with the right to mount")

    def needs_program(self, program, package):
        """Installs a package of Debian if a program is missing."""
        if shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin"):
            return
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        if self.is_root and shutil.which("apt-get"):
            say(f"installing {package}")
            if not self._succeeds(*install):
                # A new machine may have no lists of packages yet, or old ones.
                self._succeeds("apt-get", "update", "-qq")
                self._succeeds(*install)
        if not shutil.which(program) and not shutil.which(program, path="/usr/sbin:/sbin"):
            raise Unavailable(f"there is no {program}; have an administrator run: {' '.join(install)}")

    def mounting(self, *steps, store=None):
        """The beginning of a command that runs with mounts of its own, which the steps make, each a list of words."""
        steps = [["set", "-eu"], ["mount", "--bind", store or self.kept_store, self.store], *steps]
        script = "\n".join(shlex.join(map(str, step)) for step in steps)
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", f'{script}\nexec "$@"', "sh"]

    @contextlib.contextmanager
    def alone_in_cache(self):
        """What is kept is made by one run at a time."""
        self.cache.mkdir(parents=True, exist_ok=True)
        with open(self.cache / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def user_store(self):
        """The store of the user whom root becomes: the tool lets no other user look into one."""
        folder = self.cache / "user-store"
        folder.mkdir(parents=True, exist_ok=True)
        os.chown(folder, USER, USER)
        return folder

    def result(self, name):
        folder = self.results / name
        folder.mkdir()
        folder.chmod(0o777)
        return folder

    def verify(self, result, tool=None, toolchain=None):
        """The command that verifies the book in a machine, and tells what machine that is."""
        paths = f"PATH={toolchain or self.toolchain}/usr/bin:{PATH}"
        # What a machine can't verify is told here; where `CI` is set, the tool fails for it.
        tell = 'cd "$1"; shift; uname -r >kernel; . /etc/os-release; echo "$PRETTY_NAME" >system; exec "$@"'
        return [
            "env", "-u", "CI", paths, "sh", "-c", tell, "sh", str(result),
            str((tool or self.tool) / "bin/workbook"), "verify", "--book", str(self.book),
            "--store", str(self.store), "--report", f"json={result}/report.json",
        ]


def run(command, log, limit, before=None):
    """Runs a command, with what it prints in a file, and leaves no process of it; its status, or None if it
    took longer than the limit, in seconds."""
    with open(log, "ab") as file:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True)
        try:
            return process.wait(limit)
        except subprocess.TimeoutExpired:
            return None
        finally:
            # What it started may have outlived it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
