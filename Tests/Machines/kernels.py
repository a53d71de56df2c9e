"""Other kernels, in an emulator. A kernel's root is that of a Debian, over 9P, with a layer in memory on top."""

import dataclasses
import io
import lzma
import os
import shlex
import subprocess

import roots
from session import Unavailable, say

# What the kernel needs until it has its root, besides what these need.
MODULES = ["virtio_pci", "9pnet_virtio", "9p", "overlay", "virtio_rng"]
# What the tool asks a kernel for.
LATER = ["bridge", "veth", "unix_diag", "tcp_diag", "udp_diag"]

FIRST = """#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t devtmpfs dev /dev
for module in MODULES; do $b insmod /modules/$module || $b echo "$module can't be loaded"; done
over9p() { $b mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,"$3" "$1" "$2"; }
over9p root /lower ro,cache=loose
$b mount -t tmpfs -o mode=755,size=80% layer /layer
$b mkdir /layer/upper /layer/work
$b mount -t overlay -o lowerdir=/lower,upperdir=/layer/upper,workdir=/layer/work root /root
$b mount -t proc proc /root/proc
$b mount -t sysfs sys /root/sys
$b mount -t devtmpfs dev /root/dev
over9p result "/root"RESULT rw
$b umount /proc /dev
exec $b switch_root /root /bin/sh RESULT/second
"""

SECOND = """#!/bin/sh
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t cgroup2 cgroup /sys/fs/cgroup
for module in LATER; do modprobe $module; done
ip link set lo up
hostname elsewhere
export HOME=/root LANG=C.UTF-8
# Through a pipe, so that the tool shows no progress on the console.
{ COMMAND; echo $? >RESULT/status; } </dev/null 2>&1 | cat
sync
/bin/busybox poweroff -f
"""

# Behind the file of the status. Ends as the command under the other kernel did; the emulator knows nothing of that.
EMULATE = """
status=$1
shift
if "$@" && [ -s "$status" ]; then exit "$(cat "$status")"; fi
echo "the machine ended before the command that it was to run" >&2
exit 125
"""

# Behind the name of an architecture.
FETCH = """
    set -e
    exec 2>&1
    apt-get update -qq -o APT::Architectures::="$1"
    rm -rf /tmp/image
    mkdir /tmp/image
    cd /tmp/image
    image=$(apt-cache -o APT::Architectures::="$1" depends "linux-image-$1:$1" | sed -n 's/.*Depends: //p' | head -n 1)
    apt-get download -qq -o APT::Architectures::="$1" "$image"
    dpkg-deb -x *.deb .
    version=${image#linux-image-}
    version=${version%:*}
    mkdir -p "$2/usr/lib/modules"
    # They lie in one folder or in the other.
    [ ! -d lib/modules ] || cp -a lib/modules/* "$2/usr/lib/modules"
    [ ! -d usr/lib/modules ] || cp -a usr/lib/modules/* "$2/usr/lib/modules"
    depmod -b "$2/" "$version"
    # Last, as this is what shows that all is there.
    mv boot/vmlinuz-* "$2/boot"
    rm -rf /tmp/image
"""


def installed(session, root, architecture="amd64", fetching=None):
    """The file of the kernel of a Debian's root, which gets it if it has none.

    The root that fetches it, if that is another one, has the first one at /mnt.
    """
    with session.alone_in_cache():
        images = list((root / "boot").glob("vmlinuz-*"))
        if not images:
            say(f"fetching the kernel of {root.name}, once")
            script = ["chroot", root, "sh", "-c", FETCH, "sh", architecture, ""]
            if fetching:
                bound = ["sh", "-c", 'mount --bind "$1" "$2/mnt"; shift 2; exec "$@"', "sh", root, fetching]
                script = ["unshare", "--mount", "--propagation", "private", *bound,
                          "chroot", fetching, *script[2:-1], "/mnt"]
            done = subprocess.run(
                script, capture_output=True, text=True, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
            images = list((root / "boot").glob("vmlinuz-*"))
            if not images:
                raise Unavailable(f"the kernel of {root.name} can't be fetched: {roots.last_line(done)}")
        return images[0]


def needed(modules, names):
    """The files of the modules, each behind those that it needs."""
    needs, places = {}, {}
    for line in (modules / "modules.dep").read_text().splitlines():
        file, _, others = line.partition(":")
        needs[file] = others.split()
        places[os.path.basename(file).split(".")[0].replace("-", "_")] = file
    files = []

    def add(file):
        for other in reversed(needs[file]):
            add(other)
        if file not in files:
            files.append(file)

    for name in names:
        # What isn't a module is in the kernel.
        if name in places:
            add(places[name])
    return files


class Archive:
    """A first root of a kernel, in the format of cpio(5) that it reads."""

    def __init__(self):
        self.bytes = io.BytesIO()
        self.count = 0

    def add(self, name, mode, content=b""):
        self.count += 1
        fields = [self.count, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0]
        self._write(b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0")
        self._write(content)

    def _write(self, content):
        self.bytes.write(content)
        self.bytes.write(b"\0" * (-len(content) % 4))

    def finished(self):
        self.add("TRAILER!!!", 0)
        return self.bytes.getvalue()


def first_root(root, image, result):
    modules = root / "usr/lib/modules" / image.name.removeprefix("vmlinuz-")
    archive = Archive()
    for folder in ["bin", "dev", "lower", "layer", "modules", "proc", "root"]:
        archive.add(folder, 0o040755)
    archive.add("bin/busybox", 0o100755, (root / "usr/bin/busybox").read_bytes())
    names = []
    for file in needed(modules, MODULES):
        content = (modules / file).read_bytes()
        if file.endswith(".xz"):
            content = lzma.decompress(content)
        names.append(os.path.basename(file).split(".")[0])
        archive.add(f"modules/{names[-1]}", 0o100644, content)
    script = filled(FIRST, MODULES=" ".join(names), RESULT=shlex.quote(str(result)))
    archive.add("init", 0o100755, script.encode())
    return archive.finished()


def filled(script, **words):
    for name, value in words.items():
        script = script.replace(name, value)
    return script


@dataclasses.dataclass(frozen=True)
class Emulator:
    program: str
    package: str
    machine: list[str]
    console: str

    def running(self, session, result, command, root, image, processors=2, words=""):
        """The command that runs another one under a kernel, with the session's root, which the steps before it
        made of `root`."""
        session.needs_program(self.program, self.package)
        (result / "second").write_text(filled(
            SECOND, LATER=" ".join(LATER), COMMAND=shlex.join(command), RESULT=shlex.quote(str(result))))
        (result / "first-root").write_bytes(first_root(root, image, result))
        share = "local,security_model=none,multidevs=remap"
        # Threads for more processors than there are keep each other from running, for seconds at a time.
        threads = "multi" if processors <= (os.cpu_count() or 1) else "single"
        return [
            "sh", "-c", EMULATE, "sh", str(result / "status"),
            "nice", self.program, *self.machine, "-accel", f"tcg,thread={threads}", "-smp", str(processors), "-m", "4G",
            "-nographic", "-nodefaults", "-no-reboot", "-serial", "stdio", "-monitor", "none",
            "-device", "virtio-rng-pci", "-kernel", str(image), "-initrd", str(result / "first-root"),
            "-append", f"console={self.console} loglevel=3 panic=-1 {words}",
            "-fsdev", f"{share},id=root,readonly=on,path={session.root}",
            "-device", "virtio-9p-pci,fsdev=root,mount_tag=root",
            "-fsdev", f"{share},id=result,path={result}",
            "-device", "virtio-9p-pci,fsdev=result,mount_tag=result",
        ]


AMD64 = Emulator("qemu-system-x86_64", "qemu-system-x86", ["-cpu", "max"], "ttyS0")
# Without the slowest way of checking pointers.
ARM64 = Emulator(
    "qemu-system-aarch64", "qemu-system-arm", ["-M", "virt", "-cpu", "max,pauth-impdef=on"], "ttyAMA0")
