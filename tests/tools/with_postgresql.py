"""Run a command with TRIO_TEST_DATABASE_URL set to a PostgreSQL that lives as long as it does.

    python tests/tools/with_postgresql.py pytest -m "not browser"

The server is an installed one, else that of the wheel pgserver, else Debian's, installed when this
runs as root. It listens on a unix socket only, and never runs as root, which PostgreSQL refuses.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

OLDEST = 15


def version(folder: Path) -> int:
    """Return the major version of the server in a folder of programs; 0 where there is none."""
    try:
        text = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\) (\d+)", text)
    return int(found[1]) if found and (folder / "initdb").exists() else 0


def installed() -> Path | None:
    """Return the folder of the newest installed server that is new enough."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    for cellar in (Path("/opt/homebrew/opt"), Path("/usr/local/opt")):
        folders += cellar.glob("postgresql*/bin")
    for program, arguments in (("pg_config", ["--bindir"]), ("postgres", None)):
        if path := shutil.which(program):
            folders.append(
                Path(subprocess.check_output([path, *arguments], text=True).strip())
                if arguments
                else Path(path).resolve().parent
            )
    newest = max(folders, key=version, default=None)
    return newest if newest and version(newest) >= OLDEST else None


def from_wheel() -> Path | None:
    """Return the programs that the wheel pgserver brings (it need not be imported for that)."""
    spec = find_spec("pgserver")
    for location in (spec and spec.submodule_search_locations) or ():
        folder = Path(location) / "pginstall" / "bin"
        if version(folder) >= OLDEST:
            return folder
    return None


def from_debian() -> Path | None:
    """Install Debian's server when this may be done here."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Debian's postgresql for the tests ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], check=True, env=quiet, stdout=subprocess.DEVNULL)
    subprocess.run(
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "postgresql"],
        check=True,
        env=quiet,
        stdout=subprocess.DEVNULL,
    )
    return installed()


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start a server for this run and yield its address, for SQLAlchemy."""
    programs = installed() or from_wheel() or from_debian()
    if programs is None:
        sys.exit(
            f"No PostgreSQL {OLDEST} or newer here: install one (Debian: apt install postgresql; "
            "macOS: brew install postgresql)."
        )
    # Short, because a path of a unix socket may have 107 characters and no more.
    home = Path(tempfile.mkdtemp(prefix="trio-pg-", dir="/tmp"))
    who: dict[str, object] = {"cwd": home, "stdout": subprocess.DEVNULL}
    if os.geteuid() == 0:
        other = user_for_server()
        if "site-packages" in programs.parts:
            programs = copied(programs, home / "server")
        for path in (home, *home.rglob("*")):
            os.chown(path, other.pw_uid, other.pw_gid)
        who |= {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}

    def run(program: str, *arguments: str) -> None:
        subprocess.run([programs / program, *arguments], check=True, **who)

    data = str(home / "data")
    try:
        run("initdb", "-D", data, "-U", "trio", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        # What is lost in a power cut is only a test run, so nothing waits for the disk.
        options = f"-k {home} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
        run("pg_ctl", "-D", data, "-l", str(home / "log"), "-o", options, "-w", "start")
        try:
            print(f"PostgreSQL {version(programs)} from {programs}", flush=True)
            yield f"postgresql+psycopg://trio@/postgres?host={home}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def copied(programs: Path, to: Path) -> Path:
    """Copy the wheel's server out of a checkout that perhaps only root can read."""
    packages = programs.parents[2]
    # Its programs look for their libraries beside the package.
    for folder in (programs.parents[1], packages / "pgserver.libs"):
        if folder.is_dir():
            shutil.copytree(folder, to / folder.name)
    return to / programs.relative_to(packages)


def user_for_server() -> pwd.struct_passwd:
    """Return whom the server runs as when this runs as root."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    sys.exit("There is no user but root here, and PostgreSQL refuses to run as root.")


def main() -> int:
    """Run the command given, and return its exit code."""
    with server() as url:
        return subprocess.call(sys.argv[1:], env={**os.environ, "TRIO_TEST_DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main())
