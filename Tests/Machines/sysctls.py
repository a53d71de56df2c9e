"""Settings of the machine's network, changed for a while.

They are everybody's. So whatever becomes of this process, another one puts them back, which waits until nobody can
write to it any more.
"""

import contextlib
import fcntl
import subprocess
from pathlib import Path

from session import Failure, Unavailable

NET = Path("/proc/sys/net")
CONGESTION = NET / "ipv4/tcp_congestion_control"
# In bytes; the kernel takes no more.
LARGEST_BUFFER = 2**31 - 1

# The words are files and what was in them. What is written counts as chosen for an interface, which then no longer
# follows the default, so only what differs is; and an interface may be gone.
PUT_BACK = """
cat >/dev/null
while [ $# -gt 0 ]; do
  [ ! -e "$1" ] || [ "$(cat "$1")" = "$2" ] || printf %s "$2" >"$1"
  shift 2
done
"""


def buffers(factor):
    """The buffers of TCP, by default and at most, so many times as large."""
    values = {}
    for file in [NET / "ipv4/tcp_rmem", NET / "ipv4/tcp_wmem"]:
        least, *others = map(int, file.read_text().split())
        changed = [least, *(min(max(least, int(other * factor)), LARGEST_BUFFER) for other in others)]
        values[file] = "\t".join(map(str, changed))
    return values


def unlike_usual():
    """What new networks take over from the machine's, other than Linux has it when it starts."""
    # So that they take over those of IPv6, too.
    values = {NET / "core/devconf_inherit_init_net": "1"}
    # The first one sets the second one, too.
    conf = {"forwarding": "1", "accept_redirects": "0", "arp_ignore": "1", "log_martians": "1", "rp_filter": "1"}
    for name, value in conf.items():
        for interface in ["all", "default"]:
            values[NET / "ipv4/conf" / interface / name] = value
    for name, value in {"mcast_solicit": "1", "retrans_time_ms": "200"}.items():
        values[NET / "ipv4/neigh/default" / name] = value
    for name, value in {"hop_limit": "32", "accept_ra": "0"}.items():
        values[NET / "ipv6/conf/default" / name] = value
    # Labs have reno, so that would show nothing.
    others = set((NET / "ipv4/tcp_available_congestion_control").read_text().split()) - {"reno"}
    unlike = others - {CONGESTION.read_text().strip()}
    if unlike or others:
        values[CONGESTION] = min(unlike or others)
    return {file: value for file, value in values.items() if file.exists()}


def touched(values):
    """What is in the files that change when these values are set, in the order in which to put it back."""
    files = []
    for file in values:
        if file.parent.parent.name in ("conf", "neigh"):
            interfaces = file.parent.parent.glob(f"*/{file.name}")
            files += sorted(interfaces, key=lambda each: (each.parent.name != "all", each.parent.name != "default"))
        else:
            files.append(file)
    if CONGESTION in values:
        # What was ever the default one is allowed to everybody.
        files.append(NET / "ipv4/tcp_allowed_congestion_control")
    return contents(dict.fromkeys(files))


def contents(files):
    return {file: file.read_text().strip() for file in files if file.exists()}


@contextlib.contextmanager
def changed(lock, find):
    """Sets what the function finds, where nobody else does so, and puts everything back."""
    with open(lock, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        values = find()
        before = touched(values)
        words = [word for path, text in before.items() for word in (path, text)]
        # It has the lock, too; and it isn't reached by what ends this process, such as Ctrl-C.
        keeper = subprocess.Popen(["sh", "-c", PUT_BACK, "sh", *words], stdin=subprocess.PIPE,
                                  pass_fds=[file.fileno()], start_new_session=True)
        try:
            put(values)
            yield
        finally:
            keeper.stdin.close()
            keeper.wait()
    left = [str(path) for path, text in contents(before).items() if text != before[path]]
    if left:
        raise Failure(f"not as before, after the machine: {' '.join(left)}")


def put(values):
    for file, value in values.items():
        try:
            file.write_text(value)
        except OSError as error:
            raise Unavailable(f"{file} can't be changed here: {error.strerror}")
    # Otherwise nothing is tried. A new network has no defaults for neighbours but those of its only interface; and
    # `core` is the machine's.
    names = {str(file).replace("neigh/default", "neigh/lo"): value
             for file, value in values.items() if file.parent.name != "core"}
    done = subprocess.run(["unshare", "--net", "cat", *names], capture_output=True, text=True)
    if done.stdout.splitlines() != list(names.values()):
        raise Unavailable("new networks don't take over the settings of this one; it may be a container's")
