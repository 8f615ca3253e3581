"""Where a central server under test keeps its data: a folder, or throw-away PostgreSQL and object servers."""

from __future__ import annotations

import ctypes
import itertools
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import obstore
import psycopg
import pytest
import requests
from obstore.store import S3Store

from kiosk.central.settings import BLOBS, DATABASE, DATABASE_FILE

KINDS = ("local", "servers")
BINARIES = Path("/usr/lib/postgresql")
USER = "postgres"
BUCKET = "photos"
START_TIMEOUT_S = 60.0
_PR_SET_PDEATHSIG = 1
_NUMBERS = itertools.count()

OBJECT_SERVER = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""


class Storage(Protocol):
    """Makes places for a server's data; each is used by one test and empty, or a copy of another."""

    def fresh(self, of: Place | None = None) -> Place: ...

    def drop(self, place: Place) -> None: ...


@dataclass(frozen=True)
class Place:
    """Environment variables that lead a server to its data; none lead to its own folder."""

    environment: dict[str, str] = field(default_factory=dict)
    database: str | None = None

    @contextmanager
    def in_environment(self) -> Iterator[None]:
        """Lead every server that is opened or started meanwhile here."""
        with pytest.MonkeyPatch.context() as patch:
            for name in (DATABASE, DATABASE_FILE, BLOBS):
                patch.delenv(name, raising=False)
            for name, value in self.environment.items():
                patch.setenv(name, value)
            yield

    def write_picture(self, folder: Path, sha256: str, data: bytes) -> None:
        """Write a file among the pictures as it is; ``folder`` is where they are when they are here."""
        if BLOBS in self.environment:
            store = S3Store.from_url(self.environment[BLOBS], client_options={"allow_http": True})
            obstore.put(store, f"{sha256[:2]}/{sha256}", data)
            return
        (folder / sha256[:2]).mkdir(parents=True, exist_ok=True)
        (folder / sha256[:2] / sha256).write_bytes(data)


class Local:
    """SQLite and files in the server's own folder."""

    def fresh(self, of: Place | None = None) -> Place:
        return Place()

    def drop(self, place: Place) -> None:
        return


class Cluster:
    """A PostgreSQL server of its own on a Unix socket, with fsync, removed when it is closed."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="kiosk-pg-"))
        self._user = USER if os.geteuid() == 0 else None
        if self._user is not None:
            shutil.chown(self._folder, self._user, self._user)
        data, binaries = self._folder / "data", self.binaries()
        words = ["--pgdata", str(data), "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
        self._run(str(binaries / "initdb"), "--username", USER, *words)
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(binaries / "postgres"), "-D", str(data), "-k", str(self._folder), "-h", ""],
                cwd=self._folder,
                user=self._user,
                group=self._user,
                extra_groups=None if self._user is None else [],
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent,
            )
        self._wait()

    @staticmethod
    def binaries() -> Path:
        """Return the folder of the newest PostgreSQL server there is; skips the test aloud without one."""
        found = sorted(BINARIES.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
        if not found:
            pytest.skip("PostgreSQL is absent: apt install postgresql")
        return found[-1].parent

    def address(self, database: str, **options: str) -> str:
        """Return the address as the server's settings want it."""
        more = "".join(f"&{name}={value}" for name, value in options.items())
        return f"postgresql+psycopg://{USER}@/{database}?host={self._folder}{more}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(dbname=USER, user=USER, host=str(self._folder), autocommit=True) as connection:
            connection.execute(statement.encode())

    def close(self) -> None:
        self._process.send_signal(signal.SIGQUIT)  # at once: nothing of it is needed any more
        self._process.wait(START_TIMEOUT_S)
        shutil.rmtree(self._folder)

    def _wait(self) -> None:
        end = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                self.execute("SELECT 1")
                return
            except psycopg.OperationalError:
                if time.monotonic() > end or self._process.poll() is not None:
                    raise RuntimeError((self._folder / "log").read_text()) from None
                time.sleep(0.05)

    def _run(self, *words: str) -> None:
        done = subprocess.run(
            words, cwd=self._folder, user=self._user, group=self._user,
            extra_groups=None if self._user is None else [], capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr)


class ObjectServer:
    """An S3 stand-in as a process of its own on a port of this machine."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", OBJECT_SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a line for every call
        )
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        # What the stand-in answers to; it knows no keys.
        self.environment = {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "stand-in",
            "AWS_SECRET_ACCESS_KEY": "stand-in",
        }
        self.make_bucket(BUCKET)

    def make_bucket(self, name: str) -> None:
        requests.put(f"{self.url}/{name}", timeout=10).raise_for_status()

    def close(self) -> None:
        self._process.communicate()  # its input ends, then it does


class Servers:
    """PostgreSQL and an object store: a database and a prefix of its own for every place."""

    def __init__(self, cluster: Cluster, objects: ObjectServer) -> None:
        self.cluster, self.objects = cluster, objects

    def fresh(self, of: Place | None = None) -> Place:
        name = f"kiosk_{next(_NUMBERS)}"
        template = "template0" if of is None else of.database
        self.cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return Place(
            {
                **self.objects.environment,
                DATABASE: self.cluster.address(name),
                BLOBS: f"s3://{BUCKET}/{name}-{secrets.token_hex(4)}",
            },
            name,
        )

    def drop(self, place: Place) -> None:
        self.cluster.execute(f"DROP DATABASE {place.database} WITH (FORCE)")


def _die_with_parent() -> None:
    """Let the kernel end the server when the test process dies without a word."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)
