"""Update packages: a program's folder in one ZIP with a signed list of every file in it.

``manifest.json`` names the version, the program and each file's SHA-256; ``manifest.sig`` is the publisher's
Ed25519 signature (RFC 8032) over it. Nothing else of a package is looked at before the signature fits, and
nothing that the list does not name is ever written.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from kiosk.durable import sync_directory
from kiosk.errors import KioskError
from kiosk.tomlfile import STRICT

MANIFEST, SIGNATURE, FILES = "manifest.json", "manifest.sig", "files/"
PURPOSE = b"photo-kiosk update v1\0"
"""Signed before the manifest, so that no signature made for something else fits."""
MANIFEST_BYTES = 10_000_000
CHUNK = 1 << 20
EPOCH = (1980, 1, 1, 0, 0, 0)
"""ZIP's first day: the same folder makes the same package, byte for byte."""


@dataclass(frozen=True)
class Entry:
    """One file of the program; ``link`` is where a symbolic link leads, else None."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    runs: bool = False
    link: str | None = None


@dataclass(frozen=True)
class Manifest:
    """What a package holds; ``program`` is the file that is started."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    version: Annotated[str, Field(pattern=r"^\d{1,5}\.\d{1,5}\.\d{1,5}$")]
    program: str
    files: dict[str, Entry]

    @property
    def bytes(self) -> int:
        """How much room the files take."""
        return sum(entry.size for entry in self.files.values())


_MANIFEST = TypeAdapter(Manifest)
_DRIVE = re.compile(r"^[A-Za-z]:")


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are compared by."""
    return tuple(int(part) for part in version.split("."))


def make_package(folder: Path, version: str, program: str, key: Ed25519PrivateKey, out: Path) -> Manifest:
    """Write the package of a program's folder.

    Raises
    ------
    KioskError
        ``update-content`` when the folder holds what no package may.
    """
    found = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    }
    manifest = Manifest(version, program, {name: _entry(path) for name, path in found.items()})
    _check(manifest)
    document = _MANIFEST.dump_json(manifest, indent=1)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(_dated(MANIFEST), document)
        package.writestr(_dated(SIGNATURE), key.sign(PURPOSE + document).hex())
        for name, entry in manifest.files.items():
            if entry.link is None:
                package.writestr(_dated(FILES + name), found[name].read_bytes())
    return manifest


def read_manifest(package: zipfile.ZipFile, trusted: Iterable[str]) -> Manifest:
    """Return the manifest once one of the trusted public keys (hex) fits its signature.

    Raises
    ------
    KioskError
        ``update-unsigned`` or ``update-content``.
    """
    try:
        infos = [package.getinfo(name) for name in (MANIFEST, SIGNATURE)]
        if any(info.file_size > MANIFEST_BYTES for info in infos):
            raise _content("its list of files is too long")
        document, signature = (package.read(info) for info in infos)
        signed = bytes.fromhex(signature.decode("ascii").strip())
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise _content("it is no update package") from error
    if not any(_fits(key, document, signed) for key in trusted):
        raise KioskError(
            "update-unsigned",
            "The update is not signed by a publisher this booth trusts.",
            "Get it again from the publisher; its public key belongs into operation.update_keys.",
        )
    try:
        manifest = _MANIFEST.validate_json(document)
    except ValidationError as error:
        raise _content("its list of files is not understood") from error
    _check(manifest)
    return manifest


def unpack(package: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Write the files below ``folder`` (which is empty), each checked while it is written, and sync them.

    Raises
    ------
    KioskError
        ``update-content`` when a file is missing or is not the one that was signed.
    OSError
        As the system gives it, e.g. when the disk is full.
    """
    for name, entry in manifest.files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if entry.link is not None:
            target.symlink_to(entry.link)
            continue
        digest, size = hashlib.sha256(), 0
        try:
            with package.open(FILES + name) as source, target.open("xb") as file:
                while size <= entry.size and (chunk := source.read(CHUNK)):
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        except (KeyError, zipfile.BadZipFile) as error:
            raise _content(f"{name} is missing or damaged") from error
        if size != entry.size or digest.hexdigest() != entry.sha256:
            raise _content(f"{name} is not the file that was signed")
        target.chmod(0o755 if entry.runs else 0o644)
    for directory in (
        folder,
        *(path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink()),
    ):
        sync_directory(directory)


def _entry(path: Path) -> Entry:
    if path.is_symlink():
        link = os.readlink(path)
        return Entry(0, hashlib.sha256(b"").hexdigest(), link=link)
    data = path.read_bytes()
    return Entry(len(data), hashlib.sha256(data).hexdigest(), bool(path.stat().st_mode & stat.S_IXUSR))


def _check(manifest: Manifest) -> None:
    """Refuse names and links that lead out of the folder, and files below what is no folder."""
    for name, entry in manifest.files.items():
        parts = PurePosixPath(name).parts
        plain = bool(parts) and name == "/".join(parts) and not {"..", "/"} & set(parts)
        if not plain or "\\" in name or _DRIVE.match(name):
            raise _content(f"{name!r} leads out of the folder")
        if any(str(parent) in manifest.files for parent in PurePosixPath(name).parents):
            raise _content(f"{name!r} lies below a file")
        if entry.link is not None and not _stays_inside(parts[:-1], entry.link):
            raise _content(f"the link {name!r} leads out of the folder")
    program = manifest.files.get(manifest.program)
    if program is None or program.link is not None:
        raise _content("the program that is started is not in it")


def _stays_inside(folder: tuple[str, ...], link: str) -> bool:
    """Whether a link leads up no further than the folder, and nowhere up once it has gone down.

    What it went down through may be a link itself: then the way up is another one than it looks.
    """
    parts = PurePosixPath(link).parts
    up = sum(part == ".." for part in parts)
    leads_on = bool(parts) and ".." not in parts[up:] and not PurePosixPath(link).is_absolute()
    return leads_on and up <= len(folder) and "\\" not in link


def _fits(key: str, document: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, PURPOSE + document)
    except (InvalidSignature, ValueError):
        return False
    return True


def _dated(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _content(what: str) -> KioskError:
    return KioskError("update-content", f"The update is refused: {what}.", "Get it again from the publisher.")
