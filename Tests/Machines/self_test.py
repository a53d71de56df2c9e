"""Shows that what differs on a machine is found, and that nothing of the machines is left."""

import contextlib
import dataclasses
import fcntl
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import elsewhere
import kernels
import results
import sysctls
from machines import MACHINES

CHAPTER = """# A chapter that bash as sh makes false

```console same
$ echo hello
hello
```

```console shell
$ basename "$(readlink -f /bin/sh)"
dash
```
"""

UNVERIFIED = """
```console missing needs=workbook-has-no-such-program
$ echo hello
hello
```
"""

# No example runs it, so it is no example's fault.
UNCOMPILED = """
```swift unused.swift
let number: Int = "one"
```
"""

# Changes what the machine `settings` does, says so, and waits to be ended.
HOLDING = """
import signal, sys, time, sysctls
# A shell keeps it from what it runs in the background.
signal.signal(signal.SIGINT, signal.default_int_handler)
with sysctls.changed(sys.argv[1], sysctls.unlike_usual):
    print(flush=True)
    time.sleep(60)
"""


def check(holds, what):
    if not holds:
        raise SystemExit(f"self-test: {what}")


def remains():
    """Folders and mounts of machines, and the settings that they change."""
    folders = [str(folder) for folder in Path(tempfile.gettempdir()).glob(f"{elsewhere.PREFIX}*")]
    mounts = [line for line in Path("/proc/self/mounts").read_text().splitlines() if elsewhere.PREFIX in line]
    # The files are the same whatever the values are.
    settings = sysctls.touched(sysctls.unlike_usual())
    return {*folders, *mounts, *(f"{file} is {text}" for file, text in settings.items())}


def tried(machines, book, prefix):
    with contextlib.redirect_stdout(io.StringIO()):
        return elsewhere.tried_all(machines, book, prefix)


def check_statuses(folder):
    """The row of a machine fits the status with which the tool ended."""
    def ended(status, *verdicts, excused=()):
        examples = [{"name": str(number), "verdict": verdict} for number, verdict in enumerate(verdicts)]
        report = {"malformed": [], "diagnostics": [], "examples": examples}
        (folder / "report.json").write_text(json.dumps(report))
        return results.Result.read("name", folder, status, "log", 0, results.Excuse(frozenset(excused))).exit_status

    (folder / "kernel").write_text("6.1")
    (folder / "system").write_text("Debian")
    few = ["passed", "not-verified", "not-verified"]
    check(ended(0, *few) == ended(3, *few) == 3, "it isn't told that most examples can't be verified")
    check(ended(0, *few, excused="12") == 0, "examples aren't excused")
    check(ended(3, *few[1:], excused="01") == 3, "a machine is right that verified nothing")
    check(ended(0, "passed") == 0 and ended(1, "failed", "passed") == 1, "the verdicts don't decide")
    wrong = [ended(0, "failed"), ended(139, "passed"), ended(3, "passed"), ended(139, "not-verified"), ended(1, *few)]
    check(set(wrong) == {1}, f"statuses are taken that the verdicts don't give: {wrong}")


def check_emulator(folder):
    """The status of a command under another kernel isn't lost."""
    file = str(folder / "status")

    def ended(script):
        command = ["sh", "-c", kernels.EMULATE, "sh", file, "sh", "-c", script, "sh", file]
        return subprocess.run(command, stderr=subprocess.DEVNULL).returncode

    check(ended("true") == 125, "a machine is right that told no status")
    check(ended('echo 3 >"$1"') == 3 and ended('echo 0 >"$1"') == 0, "the status is another one")
    check(ended('echo 0 >"$1"; exit 1') == 125, "the emulator's failure is lost")


def check_settings(folder):
    """Settings are put back, however the script ends."""
    lock = folder / "network"
    before = remains()
    for number in [signal.SIGINT, signal.SIGTERM, signal.SIGKILL]:
        holding = subprocess.Popen([sys.executable, "-c", HOLDING, lock], cwd=Path(__file__).parent,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        holding.stdout.readline()
        check(remains() != before, "settings aren't changed")
        os.killpg(holding.pid, number)
        holding.communicate()
        # Until what puts them back has ended.
        with open(lock) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
        check(remains() == before, f"settings are left behind after {number.name}: {remains() - before}")


def run(prefix):
    named = {machine.name: machine for machine in MACHINES}
    # As continuous integration has it; machines shouldn't.
    os.environ["CI"] = "true"
    with tempfile.TemporaryDirectory() as folder:
        check_statuses(Path(folder))
        check_emulator(Path(folder))
        book, page = Path(folder) / "book", Path(folder) / "page.md"
        (book / "chapters").mkdir(parents=True)
        (book / "chapters/workbook.json").write_text('{ "title": "A book" }')
        (book / "chapters/01-shell.md").write_text(CHAPTER)
        page.write_text(f"Before.\n{results.BEGIN}\n| `user` | kept |\n| `gone` | dropped |\n{results.END}\nBehind.\n")
        before = remains()
        names = ["umask-077", "bash", "stack-limited", "settings"]
        umask, bash, limited, settings = tried([named[name] for name in names], book, prefix)
        left = remains() - before
        (book / "chapters/01-shell.md").write_text(CHAPTER + UNVERIFIED)
        excused = dataclasses.replace(
            named["umask-077"], name="excused", excuse=lambda session: results.Excuse(frozenset({"missing"}), "as"))
        lacking, excused = tried([named["umask-077"], excused], book, prefix)
        (book / "chapters/01-shell.md").write_text(CHAPTER + UNCOMPILED)
        [uncompiled] = tried([named["umask-077"]], book, prefix)
        check((umask.verified, umask.differ, umask.exit_status) == (2, [], 0), f"umask-077 isn't right: {umask}")
        if os.geteuid() == 0:
            check((bash.verified, bash.differ, bash.exit_status) == (1, ["shell"], 1), f"bash isn't told: {bash}")
        else:
            check(bash.is_unavailable and bash.exit_status == 3, f"bash needs root, and doesn't say so: {bash}")
        # Root may go beyond what it was given, unless it is root of a container.
        counts = (limited.verified, len(limited.elsewhere), limited.unexpected)
        is_limited = (counts, limited.exit_status) == ((0, 2, []), 3)
        check(is_limited or os.geteuid() == 0 and limited.verified == 1, f"stack-limited isn't limited: {limited}")
        check(not left, f"left behind: {left}")
        check((settings.verified, settings.exit_status) == (2, 0) or settings.is_unavailable, f"not right: {settings}")
        if os.geteuid() == 0 and not settings.is_unavailable:
            check_settings(Path(folder))
        check((lacking.verified, lacking.unexpected, lacking.exit_status) == (2, ["missing"], 3),
              f"it isn't told that an example can't be verified: {lacking}")
        check((excused.verified, excused.elsewhere, excused.exit_status) == (2, ["missing"], 0),
              f"it isn't excused: {excused}")
        check("chapters/01-shell.md:" in uncompiled.reason and uncompiled.exit_status == 1,
              f"it isn't told that a listing doesn't compile: {uncompiled}")
        results.write(page, MACHINES, [umask])
        text = page.read_text()
        check("| `user` | kept |\n" in text, "a row is gone whose machine didn't run")
        check("dropped" not in text, "there is a row of a machine that there isn't")
        check(f"| `umask-077` | {named['umask-077'].what} |" in text and "| 2 | 0 | 0 |" in text, "there is no new row")
        check(text.startswith("Before.\n") and text.endswith("\nBehind.\n"), "the page around the table changed")
    print("self-test: what differs is found, and nothing is left")
