"""The direction of imports: ``ui -> kiosk.services -> features -> foundation``, read from the source."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from kiosk.paths import project_root

ROOT = project_root()

FEATURES = (
    "calibration", "camera", "capture_code", "campaign", "vision", "guidance", "photo", "store", "sync",
    "central", "session", "compare", "sound", "operation",
)  # fmt: skip

CONTRACTS = (
    "kiosk.calibration.record",
    "kiosk.camera.controls",
    "kiosk.camera.frame",
    "kiosk.camera.source",
    "kiosk.capture_code.code",
    "kiosk.capture_code.payload",
    "kiosk.capture_code.typed",
    "kiosk.campaign.campaign",
    "kiosk.campaign.contact",
    "kiosk.campaign.digests",
    "kiosk.campaign.payment",
    "kiosk.campaign.person",
    "kiosk.campaign.reasons",
    "kiosk.campaign.roster",
    "kiosk.campaign.rules",
    "kiosk.campaign.standing",
    "kiosk.campaign.text",
    "kiosk.sound.quiet",
    "kiosk.vision.mesh",
    "kiosk.vision.observation",
    "kiosk.vision.units",
    "kiosk.compare.comparison",
    "kiosk.guidance.changes",
    "kiosk.guidance.verdict",
    "kiosk.guidance.waiver",
    "kiosk.photo.finished",
    "kiosk.session.lane",
    "kiosk.session.parts",
    "kiosk.session.state",
    "kiosk.store.stored",
    "kiosk.store.submission",
)
"""The small dataclass modules in which feature packages meet."""

FOUNDATION = (
    "kiosk",
    "kiosk.cie",
    "kiosk.clock",
    "kiosk.digest",
    "kiosk.durable",
    "kiosk.errors",
    "kiosk.face_mesh",
    "kiosk.geometry",
    "kiosk.hardening",
    "kiosk.log",
    "kiosk.look",
    "kiosk.mailbox",
    "kiosk.signals",
    "kiosk.model_sources",
    "kiosk.models",
    "kiosk.paths",
    "kiosk.picture_file",
    "kiosk.portrait",
    "kiosk.pulse",
    "kiosk.receipt",
    "kiosk.settings",
    "kiosk.spec_files",
    "kiosk.sqlite",
    "kiosk.settings_history",
    "kiosk.tomlfile",
)
"""What every feature may use; none of these imports a feature, contracts apart."""

COMPOSERS = ("kiosk.services", "kiosk.bench", "kiosk.cli", "kiosk.commands", "kiosk.__main__")
"""Where parts are put together: these may import everything of ``kiosk`` (services below the commands)."""


def sources() -> list[Path]:
    return sorted((ROOT / "kiosk").rglob("*.py"))


def module_of(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    """Return every imported module's absolute name, those inside functions and type checks included."""
    return tuple(_imports_in(path))


def _imports_in(path: Path) -> Iterator[str]:
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parent = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parent, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if is_module(whole) else base


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def below(name: str, parents: tuple[str, ...]) -> bool:
    return any(name == parent or name.startswith(f"{parent}.") for parent in parents)


def feature_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in FEATURES else None


def imports(wrong: Callable[[str, str], bool], modules: Callable[[str], bool]) -> list[str]:
    """Return "a imports b" of every import of the modules that are asked about that is wrong."""
    told = [(module_of(path), name) for path in sources() for name in imports_of(path)]
    return [f"{module} imports {name}" for module, name in told if modules(module) and wrong(module, name)]


def is_composer(module: str) -> bool:
    return any(module == c or module.startswith((f"{c}.", f"{c}_")) for c in COMPOSERS)


def is_shared(name: str) -> bool:
    """Whether everybody may use it: no part of the program, or one in which all parts meet."""
    return not below(name, ("kiosk",)) or name in FOUNDATION or name in CONTRACTS


def test_kiosk_knows_no_screen() -> None:
    assert not imports(lambda _, name: below(name, ("PySide6", "shiboken6", "ui")), lambda _: True)


def test_features_meet_in_contracts_only() -> None:
    def wrong(module: str, name: str) -> bool:
        return not is_shared(name) and not below(name, (f"kiosk.{feature_of(module)}",))

    assert not imports(wrong, lambda module: feature_of(module) is not None)


def test_foundation_imports_no_feature() -> None:
    assert set(FOUNDATION) <= {module_of(path) for path in sources()}
    assert not imports(lambda _, name: not is_shared(name), lambda module: module in FOUNDATION)


def test_only_composers_compose() -> None:
    def wrong(_: str, name: str) -> bool:
        return any(name.startswith(composer) for composer in COMPOSERS)

    assert not imports(wrong, lambda module: not is_composer(module))


def test_a_wrong_import_is_told() -> None:
    module, name = "kiosk.camera.source", "kiosk.camera.frame"
    told = imports(lambda _, imported: imported == name, lambda one: one == module)
    assert told == ["kiosk.camera.source imports kiosk.camera.frame"]


def test_the_reader_of_imports_sees_every_form(tmp_path: Path) -> None:
    path = ROOT / "kiosk" / "camera" / "source.py"
    assert set(imports_of(path)) == {"__future__", "typing", "kiosk.camera.frame"}
    assert is_module("kiosk.camera.frame")
    assert not is_module("kiosk.camera.frame.Frame")
