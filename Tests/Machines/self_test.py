"""Shows that what differs on a machine is found, and that nothing of the machines is left."""

import contextlib
import io
import os
import tempfile
from pathlib import Path

import elsewhere
import results
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


def check(holds, what):
    if not holds:
        raise SystemExit(f"self-test: {what}")


def remains():
    """Folders and mounts of machines."""
    folders = [str(folder) for folder in Path(tempfile.gettempdir()).glob(f"{elsewhere.PREFIX}*")]
    mounts = [line for line in Path("/proc/self/mounts").read_text().splitlines() if elsewhere.PREFIX in line]
    return {*folders, *mounts}


def run(prefix):
    named = {machine.name: machine for machine in MACHINES}
    with tempfile.TemporaryDirectory() as folder:
        book, page = Path(folder) / "book", Path(folder) / "page.md"
        (book / "chapters").mkdir(parents=True)
        (book / "chapters/workbook.json").write_text('{ "title": "A book" }')
        (book / "chapters/01-shell.md").write_text(CHAPTER)
        page.write_text(f"Before.\n{results.BEGIN}\n| `user` | kept |\n| `gone` | dropped |\n{results.END}\nBehind.\n")
        before = remains()
        with contextlib.redirect_stdout(io.StringIO()):
            tried = [named[name] for name in ("umask-077", "bash", "stack-limited")]
            umask, bash, limited = elsewhere.tried_all(tried, book, prefix)
        left = remains() - before
        check((umask.verified, umask.differ, umask.exit_status) == (2, [], 0), f"umask-077 isn't right: {umask}")
        if os.geteuid() == 0:
            check((bash.verified, bash.differ, bash.exit_status) == (1, ["shell"], 1), f"bash isn't told: {bash}")
        else:
            check(bash.is_unavailable and bash.exit_status == 3, f"bash needs root, and doesn't say so: {bash}")
        # Root may go beyond what it was given, unless it is root of a container.
        is_limited = (limited.verified, limited.elsewhere, limited.exit_status) == (0, 2, 3)
        check(is_limited or os.geteuid() == 0 and limited.verified == 1, f"stack-limited isn't limited: {limited}")
        check(not left, f"left behind: {left}")
        results.write(page, MACHINES, [umask])
        text = page.read_text()
        check("| `user` | kept |\n" in text, "a row is gone whose machine didn't run")
        check("dropped" not in text, "there is a row of a machine that there isn't")
        check(f"| `umask-077` | {named['umask-077'].what} |" in text and "| 2 | 0 | 0 |" in text, "there is no new row")
        check(text.startswith("Before.\n") and text.endswith("\nBehind.\n"), "the page around the table changed")
    print("self-test: what differs is found, and nothing is left")
