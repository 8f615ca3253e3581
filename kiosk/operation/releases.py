"""The versions of the program on this machine: staged beside each other, one of them current.

Below the root: ``versions/1.3.0/`` for each, and the symbolic link ``current``, which one rename moves:
whoever starts ``current/…`` gets the old version or the new one, whatever moment the power fails at.
``previous`` is a link too, to where a roll-back leads.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from kiosk.durable import PART, sync_directory
from kiosk.errors import KioskError
from kiosk.operation.update_package import Manifest, read_manifest, unpack, version_key

VERSIONS, CURRENT, PREVIOUS, LOCK = "versions", "current", "previous", "update.lock"
SELF_TEST = ("doctor", "--self-test")
SELF_TEST_WITHIN_S = 300.0
PROGRAM = ".program"
"""Beside a version's folder (``1.3.0.program``): the name of the file that is started."""


class Releases:
    """The versions below ``root``; every change holds a lock, so that two at once are refused."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def current(self) -> str | None:
        """The version that is started; None before the first."""
        return self._target(CURRENT)

    @property
    def previous(self) -> str | None:
        """The version a roll-back leads to; None when there is none."""
        return self._target(PREVIOUS)

    @property
    def staged(self) -> tuple[str, ...]:
        """Every version that is there, oldest first."""
        if not (self._root / VERSIONS).is_dir():
            return ()
        found = (p.name for p in (self._root / VERSIONS).iterdir() if p.is_dir() and p.suffix != PART)
        return tuple(sorted(found, key=version_key))

    def stage(self, package: Path, trusted: Iterable[str]) -> str:
        """Check a package, unpack it beside the others and try it; return its version.

        Raises
        ------
        KioskError
            ``update-unsigned``, ``update-content``, ``update-older``, ``update-room``, ``update-failed`` (its
            self-test), ``update-busy``: then everything is as it was.
        """
        with self._locked(), _system_errors():
            self._drop_unfinished()
            try:
                with zipfile.ZipFile(package) as opened:
                    manifest = read_manifest(opened, trusted)
                    self._refuse_older(manifest.version)
                    self._refuse_without_room(manifest)
                    self._unpack(opened, manifest)
            except zipfile.BadZipFile as error:
                raise KioskError(
                    "update-content", "This is no update package.", "Get it again from the publisher."
                ) from error
            try:
                self.self_test(manifest.version)
            except KioskError:
                self._remove(manifest.version)
                raise
            return manifest.version

    def switch(self, version: str) -> None:
        """Make a staged version the current one; one that fails its self-test there is rolled back.

        Raises
        ------
        KioskError
            ``update-unknown`` when it is not staged, ``update-failed`` after a roll-back.
        """
        with self._locked(), _system_errors():
            if version not in self.staged:
                raise KioskError("update-unknown", f"Version {version} is not here.", "Stage it first.")
            before, earlier = self.current, self.previous
            if before == version:
                return
            if before is not None:
                self._point(PREVIOUS, before)
            self._point(CURRENT, version)
            try:
                self.self_test(version)
            except KioskError:
                self._restore(CURRENT, before)
                self._restore(PREVIOUS, earlier)  # else a roll-back would lead to where one is already
                raise
            for old in self.staged:
                if old not in (version, before):
                    self._remove(old)

    def roll_back(self) -> str:
        """Make the version before the current one; the two change places. Returns it.

        Raises
        ------
        KioskError
            ``update-no-previous``.
        """
        with self._locked(), _system_errors():
            current, previous = self.current, self.previous
            if previous is None or previous not in self.staged:
                raise KioskError(
                    "update-no-previous", "There is no version to go back to.", "Stage one and switch to it."
                )
            self._point(CURRENT, previous)
            if current is not None:
                self._point(PREVIOUS, current)
            return previous

    def self_test(self, version: str) -> None:
        """Run a version's own self-test in a process.

        Raises
        ------
        KioskError
            ``update-failed``.
        """
        folder = self._root / VERSIONS / version
        program = folder / folder.with_name(version + PROGRAM).read_text("utf-8")
        try:
            done = subprocess.run(
                [program, *SELF_TEST],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SELF_TEST_WITHIN_S,
                check=False,
                cwd=folder,
            )
            reason = None if done.returncode == 0 else f"exit code {done.returncode}"
        except subprocess.TimeoutExpired:
            reason = f"no end within {SELF_TEST_WITHIN_S:.0f} s"
        except OSError as error:
            reason = str(error.strerror)
        if reason is not None:
            raise KioskError(
                "update-failed",
                f"Version {version} fails its self-test here ({reason}).",
                "The version before stays. Report it with: kiosk doctor --bundle FILE.zip",
            )

    def _unpack(self, opened: zipfile.ZipFile, manifest: Manifest) -> None:
        folder = self._root / VERSIONS / manifest.version
        part = folder.with_name(folder.name + PART)
        part.mkdir(parents=True)
        try:
            unpack(opened, manifest, part)
            if folder.exists():  # staged before and not current: what is signed replaces it
                self._remove(manifest.version)
            folder.with_name(manifest.version + PROGRAM).write_text(manifest.program, encoding="utf-8")
            part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        sync_directory(folder.parent)

    def _refuse_older(self, version: str) -> None:
        current = self.current
        if current is not None and version_key(version) <= version_key(current):
            raise KioskError(
                "update-older",
                f"Version {version} is not newer than {current}, which runs here.",
                "To go back use: kiosk update rollback",
            )

    def _refuse_without_room(self, manifest: Manifest) -> None:
        (self._root / VERSIONS).mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self._root / VERSIONS).free
        if free < 2 * manifest.bytes:
            raise KioskError(
                "update-room",
                f"The update needs {2 * manifest.bytes / 1e6:.0f} MB, {free / 1e6:.0f} MB are free.",
                "Free some space on the disk.",
            )

    def _drop_unfinished(self) -> None:
        if (self._root / VERSIONS).is_dir():
            for part in (self._root / VERSIONS).glob(f"*{PART}"):
                shutil.rmtree(part)
        for link in self._root.glob(f"*{PART}"):
            link.unlink()

    def _remove(self, version: str) -> None:
        folder = self._root / VERSIONS / version
        gone = folder.with_name(f"{folder.name}.gone{PART}")
        folder.rename(gone)  # at once: half a folder is never a version
        shutil.rmtree(gone)
        folder.with_name(version + PROGRAM).unlink(missing_ok=True)

    def _target(self, name: str) -> str | None:
        try:
            return Path(os.readlink(self._root / name)).name
        except FileNotFoundError:
            return None

    def _point(self, name: str, version: str) -> None:
        part = self._root / f"{name}.{secrets.token_hex(4)}{PART}"
        part.symlink_to(Path(VERSIONS) / version, target_is_directory=True)
        os.replace(part, self._root / name)
        sync_directory(self._root)

    def _restore(self, name: str, version: str | None) -> None:
        """Let a link lead where it led before an update that failed; nowhere, if there was none."""
        if version is not None:
            self._point(name, version)
            return
        (self._root / name).unlink(missing_ok=True)
        sync_directory(self._root)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._root / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise KioskError(
                "update-busy", "Another update is under way.", "Wait until it has ended."
            ) from None
        try:
            yield
        finally:
            lock.release()


@contextmanager
def _system_errors() -> Iterator[None]:
    """Turn what the system refuses into words."""
    try:
        yield
    except OSError as error:
        raise KioskError(
            "update-disk", f"The update could not be written: {error.strerror}.", "Check disk and rights."
        ) from error
