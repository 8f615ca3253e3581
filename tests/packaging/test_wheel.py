"""What the wheel and the source distribution hold, read from their recipe; `installer/wheel.sh` builds it."""

from __future__ import annotations

import io
import os
import tarfile
import tomllib
import zipfile
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

import kiosk
from installer.same_sdist import same_bytes
from installer.wheel_contents import (
    CODE,
    SHIPPED,
    compare,
    has_licence,
    in_sdist,
    in_wheel,
    source_files,
    wanted_in_sdist,
    wanted_in_wheel,
)
from kiosk import paths

ROOT = paths.project_root()


@pytest.fixture(scope="module")
def recipe() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as stream:
        return tomllib.load(stream)


def shipped_by(recipe: dict[str, Any]) -> set[str]:
    """The files that the table of data files puts below ``share/photo-kiosk``, by their place there."""
    table = recipe["tool"]["setuptools"]["data-files"]
    return {
        f"{target.removeprefix('share/photo-kiosk/')}/{path.name}"
        for target, patterns in table.items()
        for pattern in patterns
        for path in ROOT.glob(pattern)
        if path.is_file()
    }


def test_every_shipped_file_is_installed_where_the_program_looks(recipe: dict[str, Any]) -> None:
    wanted = {name for name in wanted_in_wheel(ROOT) if name.startswith(SHIPPED)}
    assert shipped_by(recipe) == wanted
    assert all(each.startswith("share/photo-kiosk/") for each in recipe["tool"]["setuptools"]["data-files"])
    assert paths.MARK.as_posix() in wanted


def test_every_file_beside_the_code_is_package_data(recipe: dict[str, Any]) -> None:
    data = recipe["tool"]["setuptools"]["package-data"]
    patterns = [f"{package.replace('.', '/')}/{each}" for package, of in data.items() for each in of]
    beside = {name for name in source_files(ROOT, CODE) if not name.endswith(".py")}
    assert {name for name in beside if not any(fnmatch(name, pattern) for pattern in patterns)} == set()


def test_every_folder_with_code_is_a_package() -> None:
    folders = {str(Path(name).parent) for name in source_files(ROOT, CODE) if name.endswith(".py")}
    assert {folder for folder in folders if not (ROOT / folder / "__init__.py").exists()} == set()


def test_the_version_is_told_once(recipe: dict[str, Any]) -> None:
    assert recipe["project"]["version"] == kiosk.__version__
    assert metadata.metadata("photo-kiosk")["Name"] == paths.APP


def write_wheel(path: Path, names: set[str]) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("photo_kiosk-1.dist-info/licenses/LICENSE", "words")
        for name in names:
            shipped = name.startswith(SHIPPED)
            made.writestr(f"photo_kiosk-1.data/data/share/photo-kiosk/{name}" if shipped else name, b"")
    return path


def write_sdist(path: Path, names: set[str], *, mtime: float = 0) -> Path:
    with tarfile.open(path, "w:gz") as made:
        for name in sorted({*names, "PKG-INFO", "photo_kiosk.egg-info/SOURCES.txt"}):
            member = tarfile.TarInfo(f"photo_kiosk-1/{name}")
            member.size, member.mtime, member.uname = 2, mtime, f"someone{mtime}"
            made.addfile(member, io.BytesIO(b"ab"))
    return path


def test_complete_distributions_are_told_from_others(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "good.whl", wanted_in_wheel(ROOT))
    sdist = write_sdist(tmp_path / "good.tar.gz", wanted_in_sdist(ROOT))
    assert compare(in_wheel(wheel), wanted_in_wheel(ROOT)).lines("wheel") == []
    assert compare(in_sdist(sdist), wanted_in_sdist(ROOT)).lines("sdist") == []
    assert has_licence(wheel)


@pytest.mark.parametrize(
    "stray", ["kiosk/__pycache__/cli.pyc", "tests/face.jpg", "out/demo/a.png", "extra.txt"]
)
def test_a_stray_or_missing_file_is_named(tmp_path: Path, stray: str) -> None:
    names = wanted_in_wheel(ROOT) - {"config/kiosk.toml"} | {stray}
    difference = compare(in_wheel(write_wheel(tmp_path / "bad.whl", names)), wanted_in_wheel(ROOT))
    assert difference.missing == ("config/kiosk.toml",)
    assert difference.stray == (stray,)


def test_one_source_makes_the_same_archive_whoever_builds_it_and_when(tmp_path: Path) -> None:
    names = {"kiosk/cli.py", "README.md"}
    early = write_sdist(tmp_path / "early.tar.gz", names, mtime=1)
    late = write_sdist(tmp_path / "late.tar.gz", names, mtime=2)
    assert early.read_bytes() != late.read_bytes()
    assert same_bytes(early, 1_700_000_000) == same_bytes(late, 1_700_000_000)


def test_the_programs_files_are_found_beside_it_or_in_the_environments_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "kiosk"
    shared = tmp_path / "share" / "photo-kiosk"
    for folder in (package, tmp_path / "site-packages" / "assets", shared / "assets"):
        folder.mkdir(parents=True)
    (shared / paths.MARK).touch()
    monkeypatch.setattr(paths, "__file__", str(package / "paths.py"))
    monkeypatch.setattr("sysconfig.get_path", lambda name, scheme: str(tmp_path))
    assert paths.project_root() == shared
    (tmp_path / "site-packages" / paths.MARK).touch()
    assert paths.project_root() == tmp_path / "site-packages"
    assert os.path.isabs(paths.project_root())
