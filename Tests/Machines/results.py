"""What came of machines, as lines on a terminal and as a table in the documentation."""

import dataclasses
import json
import re

BEGIN = "<!-- made by script/elsewhere -->"
END = "<!-- end of what script/elsewhere made -->"


@dataclasses.dataclass
class Result:
    name: str
    # Why there is nothing else to tell.
    reason: str = ""
    # Whether the machine can't be had here, which is no fault of the book.
    is_unavailable: bool = False
    verified: int = 0
    differ: list[str] = dataclasses.field(default_factory=list)
    elsewhere: int = 0
    seconds: float = 0
    kernel: str = ""
    system: str = ""

    @classmethod
    def unavailable(cls, name, reason):
        return cls(name, reason, is_unavailable=True)

    @classmethod
    def read(cls, name, folder, status, log, seconds):
        report = folder / "report.json"
        if status is None:
            return cls(name, f"took longer than {seconds:.0f} s; see {log}")
        if not report.exists():
            return cls(name, f"ended with status {status} and without a report; see {log}")
        contents = json.loads(report.read_text())
        examples = contents["examples"]
        if contents["malformed"] or not examples:
            return cls(name, f"the book can't be read there; see {log}")
        verdicts = [example["verdict"] for example in examples]
        # What is wrong besides examples, such as a listing that doesn't compile, only the status tells.
        if status != 0 and all(verdict in ("passed", "not-verified") for verdict in verdicts) and "passed" in verdicts:
            return cls(name, f"ended with status {status}, although no example differs; see {log}")
        return cls(
            name,
            verified=sum(example["verdict"] == "passed" for example in examples),
            differ=[example["name"] for example in examples if example["verdict"] in ("failed", "not-built")],
            elsewhere=sum(example["verdict"] == "not-verified" for example in examples),
            seconds=seconds,
            kernel=re.match(r"\d+\.\d+", (folder / "kernel").read_text())[0],
            system=(folder / "system").read_text().strip(),
        )

    @property
    def exit_status(self):
        if self.is_unavailable:
            return 3
        if self.reason or self.differ:
            return 1
        return 0 if self.verified else 3

    def print(self):
        if self.reason:
            print(f"{self.name:16} {self.reason}", flush=True)
            return
        counts = f"{self.verified:8} {len(self.differ):6} {self.elsewhere:17} {self.seconds:8.0f}"
        print(f"{self.name:16} {counts}", flush=True)
        if self.differ:
            print(f"{'':16} differ: {' '.join(self.differ)}", flush=True)


def print_head():
    print(f"{'machine':16} verified differ not verified here  seconds", flush=True)


def write(page, machines, found):
    """Puts the table between the two marks of a page. Machines that didn't run keep their rows."""
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    rows = dict(re.findall(r"^\| `([^`]+)` (\|.*)$", old, re.M))
    whats = {machine.name: machine.what for machine in machines}
    for result in found:
        if not result.reason:
            counts = [result.verified, len(result.differ), result.elsewhere]
            cells = [whats[result.name], f"`{result.system}`", result.kernel, *counts]
            rows[result.name] = "".join(f"| {cell} " for cell in cells) + "|"
    lines = [
        "| Machine | What is special about it | System | Linux | Verified | Differ | Not verified there |",
        "|---|---|---|---|---|---|---|",
        *(f"| `{machine.name}` {rows[machine.name]}" for machine in machines if machine.name in rows),
    ]
    page.write_text("".join([before, BEGIN, "\n", *(line + "\n" for line in lines), END, after]), encoding="utf-8")
