"""Other kernels, in an emulator. A kernel's root is that of a Debian, over 9P, with a layer in memory on top."""

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
export PATH=PATHS HOME=/root LANG=C.UTF-8
# Through a pipe, so that the tool shows no progress on the console.
COMMAND </dev/null 2>&1 | cat
sync
/bin/busybox poweroff -f
"""


FETCH = """
    set -e
    apt-get update -qq
    rm -rf /tmp/image
    mkdir /tmp/image
    cd /tmp/image
    image=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: //p' | head -n 1)
    apt-get download -qq "$image"
    dpkg-deb -x "$image"_*.deb .
    mkdir -p /usr/lib/modules
    # They lie in one folder or in the other.
    cp -a lib/modules/* usr/lib/modules/* /usr/lib/modules 2>/dev/null || true
    depmod "${image#linux-image-}"
    # Last, as this is what shows that all is there.
    mv boot/vmlinuz-* /boot
    rm -rf /tmp/image
"""


def installed(session, root):
    """The version of the kernel that belongs to a root of Debian, which gets it if it has none."""
    with session.alone_in_cache():
        versions = versions_in(root)
        if versions:
            return versions[-1]
        say(f"fetching the kernel of {root.name}, once")
        done = subprocess.run(
            ["chroot", root, "sh", "-c", FETCH], capture_output=True, text=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        versions = versions_in(root)
        if not versions:
            last = (done.stdout + done.stderr).strip().splitlines()[-1:]
            raise Unavailable(f"the kernel of {root.name} can't be fetched: {' '.join(last)}")
        return versions[-1]


def versions_in(root):
    return sorted(path.name.removeprefix("vmlinuz-") for path in (root / "boot").glob("vmlinuz-*"))


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


def first_root(root, version, script):
    modules = root / "lib/modules" / version
    files = needed(modules, MODULES)
    archive = Archive()
    for folder in ["bin", "dev", "lower", "layer", "modules", "proc", "root"]:
        archive.add(folder, 0o040755)
    archive.add("bin/busybox", 0o100755, (root / "bin/busybox").read_bytes())
    names = []
    for file in files:
        content = (modules / file).read_bytes()
        if file.endswith(".xz"):
            content = lzma.decompress(content)
        names.append(os.path.basename(file).split(".")[0])
        archive.add(f"modules/{names[-1]}", 0o100644, content)
    archive.add("init", 0o100755, script.replace("MODULES", " ".join(names)).encode())
    return archive.finished()


def emulated(session, result, command, debian, processors, words):
    """The command that runs another command under the kernel of a Debian."""
    session.needs_root("a kernel of its own")
    session.needs_program("qemu-system-x86_64", "qemu-system-x86")
    root = roots.debian(session, debian)
    version = installed(session, root)
    paths = f"{session.toolchain}/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    second = SECOND
    for name, value in [
        ("LATER", " ".join(LATER)), ("PATHS", paths), ("COMMAND", shlex.join(command)), ("RESULT", shlex.quote(str(result))),
    ]:
        second = second.replace(name, value)
    (result / "second").write_text(second)
    (result / "first-root").write_bytes(first_root(root, version, FIRST.replace("RESULT", shlex.quote(str(result)))))
    share = "local,security_model=none,multidevs=remap"
    return [
        *session.mounting(*roots.composed(session, root)),
        "nice", "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max",
        "-smp", str(processors), "-m", "4G", "-nographic", "-nodefaults", "-no-reboot",
        "-serial", "stdio", "-monitor", "none", "-device", "virtio-rng-pci",
        "-kernel", str(root / "boot" / f"vmlinuz-{version}"), "-initrd", str(result / "first-root"),
        "-append", f"console=ttyS0 loglevel=3 panic=-1 mitigations=off {words}",
        "-fsdev", f"{share},id=root,readonly=on,path={session.root}", "-device", "virtio-9p-pci,fsdev=root,mount_tag=root",
        "-fsdev", f"{share},id=result,path={result}", "-device", "virtio-9p-pci,fsdev=result,mount_tag=result",
    ]
