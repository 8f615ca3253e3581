"""Updates, on real folders with real programs: only what is signed, newer and works is ever started."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from filelock import FileLock

from kiosk.cli import main
from kiosk.errors import KioskError
from kiosk.operation import update_package
from kiosk.operation.releases import LOCK, Releases
from kiosk.operation.update_package import FILES, MANIFEST, PURPOSE, SIGNATURE, make_package

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="versions are switched by symbolic link")

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TRUSTED = [KEY.public_key().public_bytes_raw().hex()]
GOOD = '#!/bin/sh\n[ "$1 $2" = "doctor --self-test" ] && cat lib/data.bin >/dev/null\n'
BAD = "#!/bin/sh\nexit 3\n"


def program(folder: Path, script: str) -> Path:
    """Make a program's folder: what is started, a file below it, a link."""
    (folder / "lib").mkdir(parents=True)
    (folder / "kiosk").write_text(script)
    (folder / "kiosk").chmod(0o755)
    (folder / "lib" / "data.bin").write_bytes(bytes(3000))
    (folder / "lib" / "data.1").symlink_to("data.bin")
    return folder


@pytest.fixture
def package(tmp_path: Path) -> Callable[..., Path]:
    def make(version: str, script: str = GOOD) -> Path:
        out = tmp_path / f"{version}.update"
        folder = tmp_path / f"of-{version}-{len(list(tmp_path.iterdir()))}"
        make_package(program(folder, script), version, "kiosk", KEY, out)
        return out

    return make


@pytest.fixture
def releases(tmp_path: Path, package: Callable[..., Path]) -> Releases:
    """A root on which 1.0.0 runs."""
    made = Releases(tmp_path / "root")
    made.switch(made.stage(package("1.0.0"), TRUSTED))
    return made


def everything(root: Path) -> dict[str, object]:
    """Return every file and link below a folder, with content and mode."""
    return {
        str(path.relative_to(root)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in root.rglob("*")
        if path.is_symlink() or (path.is_file() and path.name != LOCK)
    }


def test_an_update_is_staged_tried_switched_to_and_rolled_back(
    releases: Releases, package: Callable[..., Path], tmp_path: Path
) -> None:
    assert (releases.current, releases.previous) == ("1.0.0", None)
    assert releases.stage(package("1.10.0"), TRUSTED) == "1.10.0"
    assert releases.current == "1.0.0"
    releases.switch("1.10.0")
    assert (releases.current, releases.previous) == ("1.10.0", "1.0.0")
    started = tmp_path / "root" / "current" / "kiosk"
    assert stat.S_IMODE(started.stat().st_mode) == 0o755
    assert (started.parent / "lib" / "data.1").read_bytes() == bytes(3000)
    subprocess.run([started, "doctor", "--self-test"], check=True, cwd=started.parent)
    assert releases.roll_back() == "1.0.0"
    assert (releases.current, releases.previous) == ("1.0.0", "1.10.0")
    assert releases.roll_back() == "1.10.0"
    releases.switch(releases.stage(package("1.11.0"), TRUSTED))
    assert releases.staged == ("1.10.0", "1.11.0")


def test_what_fails_its_self_test_is_not_kept(releases: Releases, package: Callable[..., Path]) -> None:
    before = everything(releases._root)
    with pytest.raises(KioskError) as caught:
        releases.stage(package("2.0.0", BAD), TRUSTED)
    assert caught.value.code == "update-failed"
    assert "exit code 3" in caught.value.title
    assert everything(releases._root) == before


def test_what_fails_once_it_is_current_is_rolled_back(
    releases: Releases, package: Callable[..., Path]
) -> None:
    releases.stage(
        package("2.0.0", GOOD + 'case "$PWD" in *versions*) [ ! -e ../../broken ];; esac\n'), TRUSTED
    )
    (releases._root / "broken").touch()
    with pytest.raises(KioskError) as caught:
        releases.switch("2.0.0")
    assert caught.value.code == "update-failed"
    assert (releases.current, releases.previous) == ("1.0.0", None)


def test_an_update_that_fails_leaves_the_way_back_to_the_version_before(
    releases: Releases, package: Callable[..., Path]
) -> None:
    releases.switch(releases.stage(package("1.1.0"), TRUSTED))
    releases.stage(package("2.0.0", GOOD + "[ ! -e ../../broken ]\n"), TRUSTED)
    (releases._root / "broken").touch()
    with pytest.raises(KioskError):
        releases.switch("2.0.0")
    assert (releases.current, releases.previous) == ("1.1.0", "1.0.0")
    assert releases.roll_back() == "1.0.0"


def test_a_first_version_that_fails_is_not_the_current_one(
    tmp_path: Path, package: Callable[..., Path]
) -> None:
    empty = Releases(tmp_path / "other")
    empty.stage(package("1.0.0", GOOD + "[ ! -e ../../broken ]\n"), TRUSTED)
    (empty._root / "broken").touch()
    for _ in range(2):
        with pytest.raises(KioskError) as caught:
            empty.switch("1.0.0")
        assert caught.value.code == "update-failed"
    assert (empty.current, empty.previous) == (None, None)


def rewritten(source: Path, out: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(source) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out


def _resign(parts: dict[str, bytes], key: Ed25519PrivateKey = KEY) -> None:
    parts[SIGNATURE] = key.sign(PURPOSE + parts[MANIFEST]).hex().encode()


def _other_file(parts: dict[str, bytes]) -> None:
    parts[FILES + "lib/data.bin"] = b"\1" + bytes(2999)


def _longer_file(parts: dict[str, bytes]) -> None:
    parts[FILES + "lib/data.bin"] = bytes(3_000_000)


def _no_file(parts: dict[str, bytes]) -> None:
    del parts[FILES + "lib/data.bin"]


def _other_manifest(parts: dict[str, bytes]) -> None:
    parts[MANIFEST] = parts[MANIFEST].replace(b"2.0.0", b"2.0.1")


def _other_key(parts: dict[str, bytes]) -> None:
    _resign(parts, Ed25519PrivateKey.generate())


def _other_purpose(parts: dict[str, bytes]) -> None:
    parts[SIGNATURE] = KEY.sign(parts[MANIFEST]).hex().encode()


def _no_signature(parts: dict[str, bytes]) -> None:
    del parts[SIGNATURE]


def _named(name: str, link: str | None = None) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        document = json.loads(parts[MANIFEST])
        entry = document["files"]["lib/data.bin"] | {"link": link}
        document["files"][name] = entry
        parts[FILES + name] = bytes(3000)
        parts[MANIFEST] = json.dumps(document).encode()
        _resign(parts)

    return change


def _version(version: str) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts[MANIFEST] = parts[MANIFEST].replace(b'"2.0.0"', json.dumps(version).encode())
        _resign(parts)

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_other_file, "update-content"),
        (_longer_file, "update-content"),
        (_no_file, "update-content"),
        (_other_manifest, "update-unsigned"),
        (_other_key, "update-unsigned"),
        (_other_purpose, "update-unsigned"),
        (_no_signature, "update-content"),
        (_named("../outside"), "update-content"),
        (_named("/outside"), "update-content"),
        (_named("lib/../../outside"), "update-content"),
        (_named("C:outside"), "update-content"),
        (_named("lib\\outside"), "update-content"),
        (_named("./kiosk"), "update-content"),
        (_named("kiosk/below-a-file"), "update-content"),
        (_named("lib/data.1/below-a-link"), "update-content"),
        (_named("lib/out", "../../outside"), "update-content"),
        (_named("lib/out", "/etc/passwd"), "update-content"),
        (_named("lib/out", "data.1/../../.."), "update-content"),
        (_version("../2.0.0"), "update-content"),
        (_version("1.0.0"), "update-older"),
        (_version("0.9.9"), "update-older"),
    ],
)
def test_nothing_else_is_taken_and_everything_stays_as_it_was(
    change: Callable[[dict[str, bytes]], None],
    code: str,
    releases: Releases,
    package: Callable[..., Path],
    tmp_path: Path,
) -> None:
    before = everything(releases._root)
    altered = rewritten(package("2.0.0"), tmp_path / "altered.update", change)
    with pytest.raises(KioskError) as caught:
        releases.stage(altered, TRUSTED)
    assert caught.value.code == code
    assert everything(releases._root) == before
    assert not (tmp_path / "outside").exists()


def test_without_trusted_keys_nothing_is_taken(releases: Releases, package: Callable[..., Path]) -> None:
    with pytest.raises(KioskError) as caught:
        releases.stage(package("2.0.0"), [])
    assert caught.value.code == "update-unsigned"


def test_what_is_no_package_is_refused(releases: Releases, tmp_path: Path) -> None:
    (tmp_path / "x.update").write_bytes(b"PK\3\4 not really")
    with pytest.raises(KioskError) as caught:
        releases.stage(tmp_path / "x.update", TRUSTED)
    assert caught.value.code == "update-content"


@pytest.mark.parametrize("step", ["sync_directory", "_point"])
def test_an_update_that_was_interrupted_leaves_the_old_version_and_can_be_done_again(
    step: str, releases: Releases, package: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    source = package("2.0.0")
    with monkeypatch.context() as broken:
        if step == "_point":
            broken.setattr(Releases, "_point", cut)
        else:
            broken.setattr(update_package, "sync_directory", cut)
            broken.setattr(shutil, "rmtree", lambda *_, **__: None)  # nobody cleans up
        with pytest.raises(PowerCut):
            releases.switch(releases.stage(source, TRUSTED))
    assert releases.current == "1.0.0"
    releases.switch(releases.stage(source, TRUSTED))
    assert releases.current == "2.0.0"
    assert not list(releases._root.rglob("*.part"))


def test_a_full_disk_is_said_before_anything_is_written(
    releases: Releases, package: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Use", (), {"free": 5000})())
    with pytest.raises(KioskError) as caught:
        releases.stage(package("2.0.0"), TRUSTED)
    assert caught.value.code == "update-room"


def test_two_updates_at_once_are_refused(releases: Releases, package: Callable[..., Path]) -> None:
    with FileLock(releases._root / LOCK), pytest.raises(KioskError) as caught:
        releases.stage(package("2.0.0"), TRUSTED)
    assert caught.value.code == "update-busy"


def test_there_is_nothing_to_go_back_to_at_first(releases: Releases) -> None:
    with pytest.raises(KioskError) as caught:
        releases.roll_back()
    assert caught.value.code == "update-no-previous"


def test_the_same_folder_makes_the_same_package(tmp_path: Path) -> None:
    folder = program(tmp_path / "app", GOOD)
    made = []
    for name in ("a", "b"):
        make_package(folder, "1.0.0", "kiosk", KEY, tmp_path / name)
        made.append((tmp_path / name).read_bytes())
        os.utime(folder / "kiosk", (1, 1))
    assert made[0] == made[1]


def test_the_commands_from_key_to_roll_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key, root, config = tmp_path / "key", tmp_path / "root", tmp_path / "kiosk.toml"
    assert main(["update", "new-key", "--key", str(key)]) == 0
    public = capsys.readouterr().out.strip()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert main(["update", "new-key", "--key", str(key)]) == 2
    config.write_text(f'[operation]\nupdate_keys = ["{public}"]\n', encoding="utf-8")
    for version in ("1.0.0", "1.1.0"):
        folder, out = program(tmp_path / version, GOOD), tmp_path / f"{version}.update"
        made = ["update", "make", str(folder), "--version", version, "--key", str(key), "--out", str(out)]
        assert main(made) == 0
        assert main(["update", "install", str(out), "--root", str(root), "--config", str(config)]) == 0
    capsys.readouterr()
    assert main(["update", "status", "--root", str(root)]) == 0
    assert capsys.readouterr().out == "1.0.0  previous\n1.1.0  current\n"
    assert main(["update", "rollback", "--root", str(root)]) == 0
    assert Releases(root).current == "1.0.0"
    assert main(["update", "switch", "9.9.9", "--root", str(root)]) == 2
    assert main(["update", "install", str(tmp_path / "none"), "--root", str(root)]) == 2
