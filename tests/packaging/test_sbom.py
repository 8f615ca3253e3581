"""The list of parts: complete, every licence known and allowed, the same each time."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from installer.sbom.__main__ import collect, main
from installer.sbom.cyclonedx import as_json, document
from installer.sbom.libraries import carried_in, library_parts
from installer.sbom.licences import Table, check_handed_on, load_table, permits, spdx
from installer.sbom.machine import debian_parts, font_parts, model_parts, named_in_setup
from installer.sbom.notices import COMMON_LICENCES, notices
from installer.sbom.parts import LicenceUnknownError, Part
from installer.sbom.python import closure, installed, licence_of, package_parts
from kiosk.models import load_manifest
from kiosk.paths import assets_dir, project_root

SETUP = project_root() / "installer" / "setup.sh"


@pytest.fixture(scope="module")
def table() -> Table:
    return load_table()


@pytest.fixture(scope="module")
def collected() -> tuple[Part, list[Part]]:
    """Everything of this very environment: a package added without a licence ends here."""
    return collect(None, named_in_setup(SETUP))


@pytest.fixture(scope="module")
def listed(collected: tuple[Part, list[Part]]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(as_json(document(*collected, 1_700_000_000)))
    return told


def install(folder: Path, name: str, *lines: str) -> list[str]:
    """Write what an installed package tells of itself; return the path to look in."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    told = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *lines, "", ""]
    (info / "METADATA").write_text("\n".join(told), encoding="utf-8")
    (info / "RECORD").write_text("", encoding="utf-8")
    return [str(folder)]


def test_every_part_of_this_environment_has_a_known_licence(collected: tuple[Part, list[Part]]) -> None:
    program, parts = collected
    assert (program.name, program.licence) == ("photo-kiosk", "Apache-2.0")
    names = {part.name for part in parts}
    assert {"pyside6-essentials", "mediapipe", "libQt6Core", "CPython", "SQLite", "libzbar0"} <= names
    assert {model.file for model in load_manifest().values()} <= names
    assert [part.name for part in parts if spdx(part.licence) != part.licence] == []
    assert "pytest" not in names, "only what the program needs to run"


def test_what_obliges_is_named_as_such(collected: tuple[Part, list[Part]]) -> None:
    licences = {(part.name, part.licence) for part in collected[1]}
    assert {("libQt6Widgets", "LGPL-3.0-only"), ("libavcodec", "LGPL-2.1-or-later")} <= licences


def test_the_list_is_cyclonedx_and_hangs_together(listed: dict[str, Any]) -> None:
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", listed["serialNumber"])
    assert listed["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    refs = [each["bom-ref"] for each in listed["components"]]
    assert len(refs) == len(set(refs))
    known = {*refs, listed["metadata"]["component"]["bom-ref"]}
    for entry in listed["dependencies"]:
        assert {entry["ref"], *entry["dependsOn"]} <= known
    reached = {ref for entry in listed["dependencies"] for ref in entry["dependsOn"]}
    assert {each["bom-ref"] for each in listed["components"] if "properties" in each} <= reached
    for each in listed["components"]:
        (licence,) = each["licenses"]
        assert licence.keys() in ({"expression"}, {"license"})


def test_the_models_are_listed_with_the_hashes_that_the_program_checks(listed: dict[str, Any]) -> None:
    models = {
        each["name"]: each["hashes"][0]["content"]
        for each in listed["components"]
        if each["type"] == "machine-learning-model"
    }
    assert models == {model.file: model.sha256 for model in load_manifest().values()}


def test_the_same_parts_in_another_order_make_the_same_list(collected: tuple[Part, list[Part]]) -> None:
    program, parts = collected
    once, again = (as_json(document(program, each, 0)) for each in (parts, parts[::-1]))
    assert once == again
    other = [replace(parts[0], version="other"), *parts[1:]]
    assert document(program, other, 0)["serialNumber"] not in once


@pytest.mark.parametrize(
    "lines", [(), ("License: see the file",), ("Classifier: License :: OSI Approved :: BSD License",)]
)
def test_a_package_without_a_known_licence_fails(
    tmp_path: Path, table: Table, lines: tuple[str, ...]
) -> None:
    found = closure("mystery", path=install(tmp_path, "mystery", *lines))
    with pytest.raises(LicenceUnknownError, match="mystery"):
        package_parts(found, table)


def test_a_packages_own_word_is_read_in_each_of_its_forms(tmp_path: Path, table: Table) -> None:
    told = {
        "expression": "License-Expression: MIT OR Apache-2.0",
        "field": "License: MPL-2.0",
        "class": "Classifier: License :: OSI Approved :: MIT License",
    }
    for name, line in told.items():
        install(tmp_path, name, line)
    licences = {name: licence_of(closure(name, path=[str(tmp_path)])[name], table) for name in told}
    assert licences == {"expression": "MIT OR Apache-2.0", "field": "MPL-2.0", "class": "MIT"}


def test_what_is_compiled_in_is_listed_and_needs_a_licence_too(tmp_path: Path, table: Table) -> None:
    path = install(tmp_path, "rusty", "License-Expression: MIT")
    info = tmp_path / "rusty-1.0.dist-info"
    (info / "sboms").mkdir()
    crate = {"name": "crate", "version": "2.0", "purl": "pkg:cargo/crate@2.0?x=y"}
    (info / "RECORD").write_text("rusty-1.0.dist-info/sboms/rusty.json,,\n", encoding="utf-8")
    for licences in ([{"expression": "MIT"}], []):
        told = {"components": [{**crate, "licenses": licences}]}
        (info / "sboms" / "rusty.json").write_text(json.dumps(told), encoding="utf-8")
        if licences:
            inside = next(part for part in package_parts(closure("rusty", path=path), table) if part.within)
            assert (inside.ref, inside.licence) == ("rusty#pkg:cargo/crate@2.0", "MIT")
        else:
            with pytest.raises(LicenceUnknownError, match="crate"):
                package_parts(closure("rusty", path=path), table)


def test_needs_are_followed_through_extras_but_not_into_what_only_developers_need(tmp_path: Path) -> None:
    install(
        tmp_path, "photo-kiosk", "Requires-Dist: one[more]", 'Requires-Dist: tester; extra == "dev"',
        'Requires-Dist: server; extra == "central"', 'Requires-Dist: elsewhere; sys_platform == "none"',
    )  # fmt: skip
    install(tmp_path, "one", 'Requires-Dist: deep; extra == "more"', 'Requires-Dist: odd; extra == "other"')
    for name in ("tester", "server", "elsewhere", "deep", "odd"):
        install(tmp_path, name)
    assert [*closure(path=[str(tmp_path)])] == ["deep", "one", "photo-kiosk", "server"]


def frozen(folder: Path, *places: str) -> Path:
    for place in places:
        file = folder / "_internal" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(place.encode())
    return folder


def test_the_frozen_programs_libraries_are_read_from_its_files(tmp_path: Path, table: Table) -> None:
    bundle = frozen(
        tmp_path, "libzbar.so.0", "PySide6/Qt/lib/libQt6Core.so.6", "numpy.libs/libquadmath-96973f99.so.0",
        "numpy/core.cpython-311-x86_64-linux-gnu.so", "cv2/cv2.abi3.so", "config/kiosk.toml",
    )  # fmt: skip
    parts = {
        part.name: part for part in library_parts(carried_in(bundle), {"pyside6-essentials": "6.9"}, table)
    }
    assert parts.keys() == {"libzbar", "libQt6Core", "libquadmath"}
    assert (parts["libQt6Core"].version, parts["libquadmath"].version) == ("6.9", "0")
    assert (parts["libquadmath"].within, parts["libzbar"].within) == ("numpy", "")


def test_windows_libraries_are_known_by_their_names_there(tmp_path: Path, table: Table) -> None:
    bundle = frozen(
        tmp_path, "python311.dll", "VCRUNTIME140.dll", "sqlite3.dll", "libcrypto-3.dll", "libffi-8.dll",
        "PySide6/Qt6Core.dll", "pyzbar/libzbar-64.dll", "pyzbar/libiconv.dll",
        "numpy.libs/msvcp140-0a1b2c3d.dll",
    )  # fmt: skip
    parts = library_parts(carried_in(bundle), {}, table)
    check_handed_on(parts, table)
    licences = {part.name: part.licence for part in parts}
    assert len(licences) == 9
    assert (licences["libzbar-64"], licences["Qt6Core"]) == ("LGPL-2.1-or-later", "LGPL-3.0-only")


@pytest.mark.parametrize("place", ["libmystery.so.1", "some.libs/libmystery-0a1b2c3d.so.1"])
def test_a_library_nobody_knows_fails(tmp_path: Path, table: Table, place: str) -> None:
    with pytest.raises(LicenceUnknownError, match="libmystery"):
        library_parts(carried_in(frozen(tmp_path, place)), {}, table)


def test_a_frozen_program_is_read_from_itself_not_from_this_environment(tmp_path: Path) -> None:
    bundle = frozen(tmp_path, "libzbar.so.0")
    inside = [str(bundle / "_internal")]
    install(bundle / "_internal", "photo-kiosk", "License-Expression: Apache-2.0")
    install(bundle / "_internal", "extra_part", "License-Expression: MIT")
    licence = bundle / "_internal" / "extra_part-1.0.dist-info" / "licenses" / "LICENSE"
    licence.parent.mkdir()
    licence.write_text("words of the extra part", encoding="utf-8")
    for info in (bundle / "_internal").glob("*.dist-info"):
        (info / "RECORD").unlink()  # as in the frozen program
    assert [*installed(inside)] == ["extra-part", "photo-kiosk"]
    _, parts = collect(bundle, [])
    extra = next(part for part in parts if part.name == "extra-part")
    assert (extra.licence, extra.texts) == ("MIT", (licence,))
    assert {"libzbar", "CPython"} <= {part.name for part in parts}
    assert "mediapipe" not in {part.name for part in parts}
    install(bundle / "_internal", "mystery")
    with pytest.raises(LicenceUnknownError, match="mystery"):
        collect(bundle, [])


def test_the_gpl_only_keyboard_may_not_be_handed_on(tmp_path: Path, table: Table) -> None:
    good = frozen(tmp_path / "good", "PySide6/Qt/lib/libQt6Gui.so.6")
    check_handed_on(library_parts(carried_in(good), {}, table), table)
    bad = frozen(tmp_path / "bad", "PySide6/Qt/lib/libQt6VirtualKeyboard.so.6")
    with pytest.raises(LicenceUnknownError, match="libQt6VirtualKeyboard"):
        check_handed_on(library_parts(carried_in(bad), {}, table), table)


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("LGPL-3.0-only OR GPL-2.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("(GPL-3.0-only OR MIT) AND BSD-3-Clause", True),
        ("GPL-3.0-only OR MIT AND GPL-2.0-only", False),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", True),
        ("GPL-3.0-or-later", False),
    ],
)
def test_which_licences_let_us_hand_a_part_on(table: Table, expression: str, allowed: bool) -> None:
    assert permits(expression, table.allowed) is allowed


def test_fonts_models_and_system_packages_must_be_known_too(tmp_path: Path, table: Table) -> None:
    (tmp_path / "NotoSansCJK-Regular.ttc").touch()
    assert [part.licence for part in font_parts(tmp_path)] == ["OFL-1.1"]
    (tmp_path / "Mystery.ttf").touch()
    with pytest.raises(LicenceUnknownError, match=r"Mystery\.ttf"):
        font_parts(tmp_path)
    with pytest.raises(LicenceUnknownError, match="mystery"):
        debian_parts(["mystery"], table)
    with pytest.raises(LicenceUnknownError, match="face_landmarker"):
        model_parts(assets_dir() / "models.toml", replace(table, models={}))


def test_the_set_ups_own_list_is_read() -> None:
    names = named_in_setup(SETUP)
    assert {"libzbar0", "fonts-noto-cjk"} <= set(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9.+-]+", name) for name in names)


def test_the_notices_name_what_obliges_and_carry_the_words(tmp_path: Path) -> None:
    common = tmp_path / "common"
    common.mkdir()
    for name in ("LGPL-3", "GPL-3"):
        (common / name).write_text(f"words of {name}", encoding="utf-8")
    own = tmp_path / "LICENSE"
    own.write_text("own words", encoding="utf-8")
    parts = [
        Part("libQt6Core", "6.9", "LGPL-3.0-only", group="Qt"),
        Part("one", "1", "MIT OR LGPL-3.0-only", texts=(own,)),
        Part("both", "1", "LGPL-3.0-only OR GPL-3.0-only"),
        Part("two", "2", "MIT", texts=(own,)),
        Part("beside", "3", "GPL-2.0-only", handed_on=False),
    ]
    text = notices(parts, common)
    obliging = text.partition("这些库没有改动")[0]
    assert "libQt6Core (Qt) 6.9: LGPL-3.0-only" in obliging
    assert "both 1: " in obliging
    assert "one 1: " not in obliging
    assert "words of LGPL-3" in text
    assert "words of GPL-3" in text
    assert text.count("own words") == 1
    assert "one, two" in text
    assert "beside" not in text
    (common / "GPL-3").unlink()
    with pytest.raises(LicenceUnknownError, match="GPL-3"):
        notices(parts, common)


def test_the_command_refuses_in_words_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "out"), "--debian", "mystery"]) == 1
    assert "mystery" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_words_of_every_obliging_licence_are_on_this_system(
    collected: tuple[Part, list[Part]],
) -> None:
    if not COMMON_LICENCES.is_dir():
        pytest.skip("not Debian")
    text = notices([collected[0], *collected[1]])
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "mediapipe" in text
