"""The two languages say the same things, and everything that may appear has words."""

from __future__ import annotations

import ast
import re
import string
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.capture_code.payload import CodeKind
from kiosk.errors import KioskError
from kiosk.guidance.rules import load_rules
from kiosk.guidance.verdict import Severity
from kiosk.guidance.waiver import WaiverReason
from kiosk.paths import config_dir, project_root
from kiosk.sync.outcome import BoothState
from ui.presenters.framing import GROUPS
from ui.texts import Language, Texts, load_texts

PERSON_SEES = (
    "camera",
    "photo",
    "services/darkroom.py",
    "services/watching.py",
    "services/submitting.py",
    "store",
)
"""Where the errors come from that the trouble page can show."""

STARTUP_ONLY = {
    "config-invalid", "config-missing", "keys-unreadable", "secret-damaged", "store-newer", "sealed-damaged",
    "spec-circle", "spec-unknown", "spec-unsourced",
    "print-paper-small", "print-too-few-pixels",
    "keys-failed", "keys-no-credential", "keys-no-store", "keys-not-kept", "keys-plain",
    "keys-wiped", "export-folder", "queue-unknown", "recover-nothing", "recover-other-booth",
    "recovery-key-unreadable", "release-not-held", "backup-ambiguous", "backup-missing", "store-exists",
}  # fmt: skip
"""Errors that stop the program before there is a page (settings, keys, photo specs), or belong to commands
(sheets of prints, the queue, backups)."""

NOTICES_FROM = ("services", "session", "campaign")
NOTICE = re.compile(r"(code|contact|fee|handoff|identity|photos|picture|pin|stick|withdraw)(-[a-z0-9]+)+")
"""How the code of a notice is formed: what it is about comes first."""
NO_NOTICE = {"fee-marks", "pin-too-short"}
"""Alike, but the name of a secret and an error of a command."""


@pytest.fixture(scope="module")
def texts() -> Texts:
    return load_texts(Language.ZH)


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_keys_and_placeholders(texts: Texts) -> None:
    zh, en = texts.sentences[Language.ZH], texts.sentences[Language.EN]
    assert zh.keys() == en.keys()
    assert {key for key in zh if fields(zh[key]) != fields(en[key])} == set()
    assert all(zh.values())
    assert all(en.values())


def test_every_hint_has_both_languages(texts: Texts) -> None:
    assert texts.hints[Language.ZH].keys() == texts.hints[Language.EN].keys()
    for wording in (0, 1):
        zh, en = texts.hints[Language.ZH]["nearer"][wording], texts.hints[Language.EN]["nearer"][wording]
        assert texts.hint("nearer", wording) == (zh, en)
    assert texts.hint("nearer", 1) != texts.hint("nearer")
    assert texts.hint("well-done", 1) == texts.hint("well-done")  # praise needs no other words


def test_the_quiet_row_names_real_rules() -> None:
    rules = load_rules(config_dir() / "rules.toml").rules
    grouped = {rule for group in GROUPS.values() for rule in group}
    assert grouped <= {rule.name for rule in rules}
    # Holding still is what is asked when all of these are met; lens and camera are no fault of the person's.
    musts = {rule.name for rule in rules if rule.severity is Severity.MUST}
    assert musts - grouped == {"sharpness", "motion", "lens-clean", "natural-colour"}


def test_every_rule_and_every_reason_to_waive_one_has_words(texts: Texts) -> None:
    zh = texts.sentences[Language.ZH]
    rules = load_rules(config_dir() / "rules.toml").rules
    assert [rule.name for rule in rules if f"rule.{rule.name}" not in zh] == []
    assert [reason for reason in WaiverReason if f"waiver.reason_{reason}" not in zh] == []


def test_every_link_state_and_wrong_code_has_words(texts: Texts) -> None:
    zh = texts.sentences[Language.ZH]
    assert [state for state in BoothState if f"linkstate.{state}" not in zh] == []
    assert [k for k in CodeKind if k is not CodeKind.CAPTURE and f"notice.code-{k}" not in zh] == []


def test_errors_a_person_can_meet_are_translated(texts: Texts) -> None:
    zh = texts.sentences[Language.ZH]
    codes = {code for part in PERSON_SEES for code in error_codes(project_root() / "kiosk" / part)}
    assert {"camera-lost", "photo-file-size"} <= codes
    assert sorted(code for code in codes - STARTUP_ONLY if f"error.{code}.title" not in zh) == []


def test_every_notice_of_a_desk_or_a_rule_has_words(texts: Texts) -> None:
    zh = texts.sentences[Language.ZH]
    codes = {code for part in NOTICES_FROM for code in notice_codes(project_root() / "kiosk" / part)}
    assert {"handoff-expired", "identity-wrong", "photos-used-up", "contact-phone-wrong"} <= codes
    assert sorted(code for code in codes - NO_NOTICE if f"notice.{code}" not in zh) == []


def test_an_unknown_error_falls_back_to_its_own_words(texts: Texts) -> None:
    assert texts.error(KioskError("never-heard-of", "A.", "B.")) == ("A.", "B.")
    assert texts.notice("never-heard-of") == texts("notice.other")


def notice_codes(path: Path) -> set[str]:
    """Return every literal that is formed like the code of a notice."""
    nodes = (node for file in path.rglob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    literals = {
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in literals if NOTICE.fullmatch(text)}


def error_codes(path: Path) -> set[str]:
    """Return the codes of every KioskError (or a subclass) that the source raises by a literal code."""
    codes = set()
    for file in [path] if path.is_file() else path.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 3:
                first = node.args[0]
                if node.func.id in ("KioskError", "CropInfeasible") and isinstance(first, ast.Constant):
                    codes.add(str(first.value))
    return codes


def test_every_text_is_asked_for(texts: Texts) -> None:
    """By its name, or by the beginning of it where the rest is told by what is shown."""
    folders = (project_root() / "ui", project_root() / "kiosk")
    source = "".join(path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py"))
    asked = set(re.findall(r'"([\w-]+(?:\.[\w-]+)+)"', source))
    families = re.findall(r'\b(?:named|among)\(\s*"(\w+)"', source)
    begun = [
        *re.findall(r'f"([a-z_]+\.[a-z_0-9-]*)\{', source),
        *(f"{each}." for each in (*asked, *families)),
    ]
    unused = [key for key in texts.sentences[Language.ZH] if key not in asked]
    assert not [key for key in unused if not key.startswith(tuple(begun))]


def test_staff_are_told_in_words_why_the_server_took_nothing(texts: Texts) -> None:
    """Whatever a delivery can be refused with for good; what passes by itself is never shown."""
    central = project_root() / "kiosk" / "central"
    source = "".join(
        (central / f"{name}.py").read_text("utf-8") for name in ("intake", "deliveries", "pictures", "bound")
    )
    refusals = set(re.findall(r'Problem\(\s*4\d\d,\s*"([a-z-]+)"', source))
    assert {"conflict", "campaign-foreign", "approved-locked"} <= refusals
    passing = {"digest-mismatch", "blobs-missing", "erased", "unknown"}
    for language in Language:
        unsaid = [name for name in refusals - passing if f"held.{name}" not in texts.sentences[language]]
        assert not unsaid
    assert "newer" in replace(texts, language=Language.ZH).among("held", "newer", code="newer")
