"""What the documents say is so: links lead somewhere, named files exist, numbers are the code's own."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kiosk.calibration.mounting import PUPILS_CM
from kiosk.guidance.rules import load_rules
from kiosk.paths import config_dir, project_root
from kiosk.photo.checks.person import PERSON_CHECKS
from kiosk.photo.spec import load_spec
from kiosk.services.first_run import Answers
from kiosk.services.pin import FIRST_WAIT_S, FREE_MISSES, LONGEST_WAIT_S
from kiosk.session.state import Step
from kiosk.store.settings import load_store_settings
from kiosk.sync.settings import load_sync_settings
from kiosk.tomlfile import typed
from tests.docs.blocks import DOCS, blocks, documents
from ui.corner import TAPS

LENSES = (0.62, 0.96)
"""Focal length / picture width of webcams that see 78° and 55° across."""
INDEX = DOCS / "README.md"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"`((?:kiosk|ui|config|assets|installer|tests)/[\w./-]+)`")


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.stem)
def test_links_and_named_files_are_there(document: Path) -> None:
    text = text_of(document)
    links = [link for link in LINK.findall(text) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []
    files = [name.rstrip(".") for name in NAMED.findall(text)]
    assert [name for name in files if not (project_root() / name).exists()] == []


def test_the_index_leads_to_every_document() -> None:
    linked = set(LINK.findall(text_of(INDEX)))
    assert {document.name for document in documents() if document != INDEX} <= linked


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.stem)
def test_every_part_is_told_in_both_languages(document: Path) -> None:
    prose = text_of(document)
    for block in blocks(document):
        prose = prose.replace(block.body, "")
    headings = [line for line in prose.splitlines() if line.startswith("#")]
    assert [
        line for line in headings if not (re.search(r"[一-鿿]", line) and re.search("[A-Za-z]{2}", line))
    ] == []
    assert len(prose.splitlines()) <= 200


def test_numbers_are_the_codes_own() -> None:
    rules = load_rules(config_dir() / "rules.toml").rules
    specs = list((config_dir() / "specs").glob("*.toml"))
    sync, store = load_sync_settings(), load_store_settings()
    judged = len({check.rule for check in PERSON_CHECKS})
    said = {
        "add-rule.md": [f"{len(rules)} 条", f"{len(rules)} rules", f"{judged} 条", f"{judged} of them"],
        "add-spec.md": [f"{len(specs)} 种", f"{len(specs)} standards"],
        "admin.md": [f"{store.session_bytes // 2**20} MiB", f"{store.reserve_bytes // 2**20} MiB"],
        "security.md": [
            f"{FREE_MISSES} 次",
            f"{FIRST_WAIT_S:.0f} 秒",
            f"{LONGEST_WAIT_S / 3600:.0f} 小时",
            f"{TAPS} taps",
        ],
        "privacy.md": [f"{sync.retention_s / 3600:.0f} 小时", f"{sync.retention_s / 3600:.0f} hours"],
    }
    for name, parts in said.items():
        assert [part for part in parts if part not in text_of(DOCS / name)] == [], name


@pytest.mark.parametrize("name", ["architecture.svg", "booth-plan.svg"])
def test_pictures_are_drawn_and_speak_both_languages(name: str) -> None:
    root = ElementTree.fromstring((DOCS / name).read_text(encoding="utf-8"))
    words = [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]
    told = " ".join(words)
    assert len(re.findall(r"[一-鿿]", told)) > 100
    assert len(re.findall(r"[A-Za-z]{3,}", told)) > 50
    paths = [path for word in words for path in re.findall(r"\b(?:kiosk|ui)/[\w./]*", word)]
    assert [path for path in paths if not (project_root() / path).exists()] == []


def test_the_distance_is_what_the_drawn_shape_asks_of_common_lenses() -> None:
    """A face of average width fills the aim of the graduate photo, cut from a 1280 × 720 picture."""
    spec = load_spec("chsi")
    assert spec.face_width is not None
    in_frame_px = spec.face_width.aim / spec.size.height_px * spec.guide.crop_of_frame * 720
    face_m = PUPILS_CM / spec.guide.eyes_apart / 100
    near_m, far_m = (face_m * focal_widths * 1280 / in_frame_px for focal_widths in LENSES)
    said = f"{round(near_m * 20) / 20:g}–{round(far_m * 20) / 20:g}"
    assert said in text_of(DOCS / "booth-plan.svg")
    assert said in text_of(DOCS / "booth.md")


def test_the_answers_that_are_shown_are_answers() -> None:
    shown = next(block for block in blocks(DOCS / "admin.md") if block.info == "toml answers.toml")
    answers = typed(tomllib.loads(shown.body), Answers, DOCS / "admin.md")
    assert answers.central is not None and answers.central.code


def test_the_rule_that_is_shown_is_a_shipped_one() -> None:
    shown = next(block for block in blocks(DOCS / "add-rule.md") if block.body.startswith("[[rules]]"))
    rule = tomllib.loads(shown.body)["rules"][0]
    shipped = tomllib.loads((config_dir() / "rules.toml").read_text(encoding="utf-8"))["rules"]
    same = next(one for one in shipped if one["name"] == rule["name"])
    assert {**rule, "source": ""} == {**same, "source": ""}


def test_the_architecture_names_every_step_of_a_session() -> None:
    text = text_of(DOCS / "architecture.md")
    assert [step for step in Step if f"`{step}`" not in text] == []
