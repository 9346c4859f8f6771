"""A PostgreSQL server of the tests' own: in a temporary folder, on a free port, stopped afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

VERSIONS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
PASSWORD = "not a real one"


def program(name):
    """The server's program, which Debian keeps outside the path."""
    found = next((str(path / name) for path in VERSIONS if (path / name).exists()), None)
    return found or shutil.which(name) or pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")


def as_server(*command):
    """Run as somebody who is not root, whom the server refuses to run as."""
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*user, *command], cwd="/", capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        name = Path(command[0]).name
        pytest.skip(f"PostgreSQL's {name} fails here, run {name} by hand to see why: {done.stderr.strip()[-200:]}")


@pytest.fixture(scope="session")
def postgresql():
    """The address of a running server; its user `tester` needs a password, its user `postgres` none."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    with tempfile.TemporaryDirectory(prefix="feasibility-postgresql-", ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        data = f"{folder}/data"
        as_server(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        rules = "host all tester all scram-sha-256\nhost all all all trust\nlocal all all trust\n"
        Path(data, "pg_hba.conf").write_text(rules)
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        as_server(pg_ctl, "-D", data, "-o", options, "-l", f"{folder}/log", "-w", "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            as_server(pg_ctl, "-D", data, "-m", "immediate", "stop")
