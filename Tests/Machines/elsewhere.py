"""Verifies the book on other machines; script/elsewhere says how."""

import argparse
import fnmatch
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

import results
from machines import MACHINES
from session import ROOT, Failure, Session, Unavailable, run, say

LOGS = ROOT / ".build/elsewhere"
PAGE = ROOT / "docs/machines.md"
# Of the folder that is there while machines are tried.
PREFIX = "workbook-elsewhere-"
CONTROLS = re.compile(rb"\r|\x1b(\[[0-9;?]*[A-Za-z]|[a-z])")


def chosen(patterns):
    if not patterns:
        return [machine for machine in MACHINES if machine.is_usual]
    for pattern in patterns:
        if not any(fnmatch.fnmatch(machine.name, pattern) for machine in MACHINES):
            say(f"there is no machine {pattern}; script/elsewhere --list names them")
            sys.exit(64)
    return [machine for machine in MACHINES if any(fnmatch.fnmatch(machine.name, pattern) for pattern in patterns)]


def tried(session, machine):
    """What came of one machine."""
    folder = session.result(machine.name)
    log = LOGS / f"{machine.name}.txt"
    log.unlink(missing_ok=True)
    try:
        command = machine.command(session, folder, session.verify(folder))
        with machine.around(session):
            start = time.monotonic()
            status = run(command, log, machine.limit)
            seconds = time.monotonic() - start
        # Those of a console.
        log.write_bytes(CONTROLS.sub(b"", log.read_bytes()))
    except Unavailable as reason:
        return results.Result.unavailable(machine.name, str(reason))
    except Failure as reason:
        return results.Result(machine.name, str(reason))
    return results.Result.read(machine.name, folder, status, log, seconds, machine.excuse(session))


def tried_all(machines, book, prefix):
    LOGS.mkdir(parents=True, exist_ok=True)
    found = []
    with tempfile.TemporaryDirectory(prefix=PREFIX) as scratch:
        session = Session(Path(scratch), book, prefix)
        results.print_head()
        for machine in machines:
            found.append(tried(session, machine))
            found[-1].print()
    return found


def main():
    parser = argparse.ArgumentParser(prog="script/elsewhere", description="Verifies the book on other machines.")
    parser.add_argument("machines", nargs="*", metavar="MACHINE")
    parser.add_argument("--list", action="store_true", help="name the machines")
    parser.add_argument("--write", action="store_true", help="put the table into docs/machines.md")
    parser.add_argument("--prefix", type=Path, metavar="FOLDER", help="try the tool that is installed there")
    parser.add_argument("--self-test", action="store_true", help="show that what differs is found")
    words = parser.parse_args()
    # So that what is begun is ended and removed.
    for number in [signal.SIGTERM, signal.SIGHUP]:
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    if words.list:
        for machine in MACHINES:
            print(f"{machine.name:16} {machine.what.replace('`', '')}{'' if machine.is_usual else ' (only if named)'}")
        return 0
    if words.self_test:
        import self_test

        self_test.run(words.prefix)
        return 0
    found = tried_all(chosen(words.machines), ROOT, words.prefix)
    if words.write:
        results.write(PAGE, MACHINES, found)
    statuses = {result.exit_status for result in found}
    return next(status for status in [1, 3, 0] if status in statuses)


if __name__ == "__main__":
    # Not as a second module, where others import it.
    import elsewhere

    sys.exit(elsewhere.main())
