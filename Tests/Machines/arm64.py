"""A Debian for arm64, emulated as a whole.

An emulated compiler would take hours. So Debian's own compiler of this processor makes the tool and the book's
programs for the other one, with the libraries of Debian for arm64; the emulated machine finds them in its store.
"""

import shutil
import subprocess

import kernels
import results
import roots
from session import PATH, ROOT, Failure, Unavailable, say

# The first of Debian's that has a Swift of version 6.2.
SUITE = "sid"
TRIPLE = "aarch64-unknown-linux-gnu"
# Where Debian has its Swift; and where the compiler's root has the root for arm64.
SWIFT, TARGET = "/usr/libexec/swift", "/arm64"
# The tool chain, which has the same name in both roots: the store knows its programs by that.
TOOLCHAIN = "/toolchain"

SWIFTC = f"""#!/bin/sh
kind=swift
for word in "$@"; do [ "$word" != -static-stdlib ] || kind=swift_static; done
exec {SWIFT}/bin/swiftc -target {TRIPLE} -sdk {TARGET} -resource-dir {TARGET}{SWIFT}/lib/$kind "$@"
"""
CLANG = f"""#!/bin/sh
exec {SWIFT}/bin/clang --sysroot={TARGET} "$@"
"""
OTHER = f"""#!/bin/sh
exec {SWIFT}/bin/${{0##*/}} "$@"
"""

# What the package manager of Swift reads, to build for the other processor.
SDK = {
    "info.json": f"""{{"schemaVersion": "1.0", "artifacts": {{"arm64": {{
        "type": "swiftSDK", "version": "1", "variants": [{{
            "path": "{TRIPLE}", "supportedTriples": ["x86_64-unknown-linux-gnu", "x86_64-pc-linux-gnu"]}}]}}}}}}""",
    f"{TRIPLE}/swift-sdk.json": f"""{{"schemaVersion": "4.0", "targetTriples": {{"{TRIPLE}": {{
        "sdkRootPath": "{TARGET}", "swiftResourcesPath": "{TARGET}{SWIFT}/lib/swift",
        "swiftStaticResourcesPath": "{TARGET}{SWIFT}/lib/swift_static", "toolsetPaths": ["toolset.json"]}}}}}}""",
    f"{TRIPLE}/toolset.json": """{"schemaVersion": "1.0", "swiftCompiler": {"extraCLIOptions": ["-use-ld=lld"]}}""",
}

# Finishes a root whose packages were only fetched: nothing of it can be run here, and little of that is needed.
UNPACK = f"""
    set -e
    exec 2>&1
    cd {TARGET}
    for package in var/cache/apt/archives/*.deb; do dpkg-deb -x "$package" .; done
    rm -f var/cache/apt/archives/*.deb
    for file in passwd group nsswitch.conf; do cp /etc/$file etc; done
    echo 127.0.0.1 localhost >etc/hosts
    cd /tmp
    # A mirror may stand still for longer than the lists are meant to be used.
    apt-get update -qq -o APT::Architectures::=arm64 -o Acquire::Check-Valid-Until=false
    apt-get download -qq -o APT::Architectures::=arm64 swiftlang:arm64
    dpkg-deb --fsys-tarfile swiftlang_*.deb |
        tar -x -C {TARGET} .{SWIFT}/lib/swift .{SWIFT}/lib/swift_static .{SWIFT}/lib/clang
    rm swiftlang_*.deb
    ln -s ..{SWIFT.removeprefix("/usr")}/lib/swift ..{SWIFT.removeprefix("/usr")}/lib/swift_static {TARGET}/usr/lib
    cp -a {TOOLCHAIN} {TARGET}
"""


def compiling_root(session):
    folder = roots.debian(session, SUITE, ["git", "g++", "swiftlang"])
    tools = folder / TOOLCHAIN[1:] / "usr/bin"
    if not tools.exists():
        tools.mkdir(parents=True)
        for name, text in {"swiftc": SWIFTC, "clang": CLANG, "llvm-objcopy": OTHER, "llvm-symbolizer": OTHER}.items():
            (tools / name).write_text(text)
            (tools / name).chmod(0o755)
        for name, text in SDK.items():
            file = folder / TOOLCHAIN[1:] / "sdks/arm64.artifactbundle" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        (folder / TARGET[1:]).mkdir()
    return folder


def target_root(session, compiling):
    folder = session.cache / "debian-arm64"
    with session.alone_in_cache():
        if not folder.exists():
            say("making a root of Debian for arm64, once")
            with roots.unfinished(folder) as made:
                roots.bootstrap(session, SUITE, made, [*roots.RUNNING, "g++"], "--foreign", "--arch=arm64")
                bound = ["sh", "-c", 'mount --bind "$1" "$2"; shift 2; exec "$@"', "sh", made, f"{compiling}{TARGET}"]
                done = subprocess.run(
                    ["unshare", "--mount", "--propagation", "private", *bound,
                     "chroot", compiling, "sh", "-c", UNPACK],
                    capture_output=True, text=True, env={"PATH": PATH})
                if done.returncode != 0:
                    raise Unavailable(f"Debian for arm64 can't be unpacked: {roots.last_line(done)}")
    return folder


def compiled(session, compiling, target, store):
    """Makes the tool for arm64, and fills the store; the folder where the tool is installed."""
    scratch = ROOT / ".build/arm64"
    scratch.mkdir(parents=True, exist_ok=True)
    # So that the package manager fetches nothing again.
    for name in ["checkouts", "repositories", "workspace-state.json"]:
        if not (scratch / name).exists() and (ROOT / ".build" / name).exists():
            subprocess.run(["cp", "-a", ROOT / ".build" / name, scratch], check=True)
    steps = [
        *roots.composed(session, compiling, ROOT), *roots.furnished(session),
        ["mount", "--bind", target, f"{session.root}{TARGET}"], *roots.entered(session),
    ]
    inside = session.mounting(*steps, store=store)
    log = ROOT / ".build/elsewhere/arm64-build.txt"
    say("building the tool for arm64")
    build = ["env", f"PATH={SWIFT}/bin:{PATH}", "HOME=/root", "swift", "build", "--package-path", str(ROOT),
             "-c", "release", "--static-swift-stdlib", "--swift-sdks-path", f"{TOOLCHAIN}/sdks", "--swift-sdk", "arm64",
             "--scratch-path", str(scratch)]
    with open(log, "wb") as file:
        if subprocess.run(inside + build, stdout=file, stderr=file, stdin=subprocess.DEVNULL).returncode != 0:
            errors = [line for line in log.read_text().splitlines() if "error:" in line]
            raise Unavailable(f"the tool can't be built for arm64: {' '.join(errors[:1])}")
    tool = session.shared / "arm64"
    shutil.copytree(session.tool, tool)
    for name, folder in [("workbook", "bin"), ("workbook-lab", "libexec")]:
        shutil.copy(scratch / TRIPLE / "release" / name, tool / folder)
    say("compiling the book for arm64")
    compile_book(session, inside)
    return tool


def compile_book(session, inside):
    """This processor can't run what it compiles, so each example fails. But only here is it seen why a listing
    doesn't compile: the emulated machine has no compiler."""
    folder = session.result("arm64-compiling")
    log = ROOT / ".build/elsewhere/arm64-compiling.txt"
    with open(log, "wb") as file:
        status = subprocess.run(inside + session.verify(folder, toolchain=TOOLCHAIN),
                                stdout=file, stderr=file, stdin=subprocess.DEVNULL).returncode
    report = results.report(folder)
    if status not in (0, 1, 3) or report is None:
        raise Failure(f"compiling the book for arm64 ended with status {status}; see {log}")
    wrong = results.first_error(report)
    if wrong:
        raise Failure(f"{wrong}; see {log}")
    unbuilt = [example["name"] for example in report["examples"] if example["verdict"] == "not-built"]
    if unbuilt:
        raise Failure(f"not built for arm64: {' '.join(unbuilt)}; see {log}")


def command(session, result, command):
    session.needs_root("a kernel of its own")
    compiling = compiling_root(session)
    target = target_root(session, compiling)
    image = kernels.installed(session, target, "arm64", fetching=roots.debian(session, "13"))
    store = session.cache / "arm64-store"
    store.mkdir(exist_ok=True)
    tool = compiled(session, compiling, target, store)
    mounted = session.mounting(*roots.composed(session, target), store=store)
    return mounted + kernels.ARM64.running(
        session, result, session.verify(result, tool, TOOLCHAIN), target, image)
