"""The frozen program's recipe: what goes in, and what it can start of itself."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kiosk.paths import fonts_dir, models_dir, project_root

FREEZE = project_root() / "installer" / "freeze"


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"freeze_{name}", FREEZE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("place", "source", "goes_in"),
    [
        ("PySide6/Qt/plugins/platforms/libqwayland.so", "/venv/libqwayland.so", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/venv/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", "/venv/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so", "/venv/libxdg-shell.so", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", "/venv/libqvnc.so", False),
        ("PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so", "/venv/a.so", False),
        ("PySide6/Qt/lib/libQt6Qml.so.6", "/venv/libQt6Qml.so.6", False),
        ("PySide6/Qt/translations/qt_zh_CN.qm", "/venv/qt_zh_CN.qm", False),
        ("libzbar.so.0", "/usr/lib/x86_64-linux-gnu/libzbar.so.0", True),
        ("libstdc++.so.6", "/usr/lib/x86_64-linux-gnu/libstdc++.so.6", False),
        ("libwayland-client.so.0", "/lib/x86_64-linux-gnu/libwayland-client.so.0", False),
        ("assets/fonts/NotoSansCJK-Regular.ttc", "/usr/share/fonts/NotoSansCJK-Regular.ttc", True),
        ("scipy/linalg/tests/data.npz", "/venv/data.npz", False),
        ("photo_kiosk-1.dist-info/entry_points.txt", "/told/entry_points.txt", True),
        ("photo_kiosk-1.dist-info/direct_url.json", "/told/direct_url.json", False),
    ],
)
def test_what_goes_into_the_program(place: str, source: str, goes_in: bool) -> None:
    assert _module("selection").wanted(place, source) is goes_in


def test_the_order_is_no_matter_of_the_machine_and_no_link_leads_nowhere() -> None:
    table = [
        ("b.so", "/venv/b.so", "BINARY"),
        ("a/x.txt", "/venv/x.txt", "DATA"),
        ("libQt6Qml.so.6", "PySide6/Qt/lib/libQt6Qml.so.6", "SYMLINK"),
        ("PySide6/Qt/lib/libQt6Qml.so.6", "/venv/libQt6Qml.so.6", "BINARY"),
    ]
    kept = _module("selection").selected(table)
    assert [place for place, _, _ in kept] == ["a/x.txt", "b.so"]
    assert kept == _module("selection").selected(table[::-1])


def test_of_packages_below_one_name_only_those_inside_are_told() -> None:
    told = _module("selection").owners(
        ["keyring.backend", "jaraco.context", "PySide6/QtCore.abi3.so", "rich.x"]
    )
    assert {"jaraco.context", "keyring", "rich"} <= {name.replace("_", ".") for name in told}
    assert "jaraco.text" not in {name.replace("_", ".") for name in told}
    assert any(name.lower().startswith("pyside6") for name in told)


def test_every_module_that_is_started_by_name_is_inside() -> None:
    """``sys.executable -m NAME`` works in the frozen program only for the names it knows; pip is refused."""
    started = set()
    for folder in ("kiosk", "ui"):
        for file in (project_root() / folder).rglob("*.py"):
            started |= set(re.findall(r'sys\.executable, "-m", "([\w.]+)"', file.read_text("utf-8")))
            started |= set(re.findall(r'(?m)^QT_PROBE = "([\w.]+)"', file.read_text("utf-8")))
    assert {"kiosk", "ui.qt_probe"} <= started
    assert started - {"pip"} <= set(_module("main").MODULES)


def test_a_module_that_is_not_inside_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main = _module("main")
    monkeypatch.setattr(sys, "argv", ["kiosk", "-m", "pip", "download"])
    assert main.main() == 1
    assert capsys.readouterr().err == "No module named pip in this program\n"


def test_models_that_ship_come_before_the_machines_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("KIOSK_MODELS_DIR", raising=False)
    monkeypatch.setenv("KIOSK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr("kiosk.paths.project_root", lambda: tmp_path)
    assert models_dir() == tmp_path / "data" / "models"
    (tmp_path / "models").mkdir()
    assert models_dir() == tmp_path / "models"
    assert fonts_dir() == tmp_path / "assets" / "fonts"
