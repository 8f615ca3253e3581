"""Campaign files: what ships is right, and what is wrong is named; consent is complete and provable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.campaign.campaign import campaign_from_json, load_campaign
from kiosk.campaign.consent import give_consent, text_sha256
from kiosk.campaign.rules import COMPARISON, ComparePolicy, CompareRules, IdentityField
from kiosk.campaign.standing import school_fits
from kiosk.capture_code.code import CaptureCode, PayloadForm
from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.paths import config_dir

SHIPPED = (config_dir() / "campaigns" / "example.toml").read_text(encoding="utf-8")
NOW = ManualClock().now()


def changed(tmp_path: Path, old: str, new: str, name: str = "example.toml") -> Path:
    assert old in SHIPPED
    path = tmp_path / name
    path.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return path


def test_shipped_campaign() -> None:
    campaign = load_campaign("example")
    assert (config_dir() / "specs" / f"{campaign.spec}.toml").is_file()
    assert campaign.identity.asks == (IdentityField.LAST4,)
    assert campaign_from_json(campaign.as_json(), Path("sent")) == campaign
    assert [c.purpose for c in campaign.consents if c.required] == ["capture", "privacy", "agreement"]
    assert campaign.school.in_language("zh") != campaign.school.in_language("en")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('asks = ["last4"]', 'asks = ["face"]', "identity.asks.0"),
        ('provider = "none"', 'provider = "manual"', "a fee needs"),
        ("# opens_at = 2026-03-01T08:00:00+08:00", "opens_at = 2026-03-01T08:00:00", "opens_at"),
        ('spec = "chsi"', 'spek = "chsi"', "spek"),
        ('id = "example"', 'id = "Example 1"', "id"),
        ("max_misses = 5", "max_misses = 0", "identity.max_misses"),
        ("会被删除", "会被保留", "consents.capture.sha256"),
        ('purpose = "privacy"', 'purpose = "capture"', "named twice"),
    ],
)
def test_wrong_file_names_file_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = changed(tmp_path, old, new)
    with pytest.raises(KioskError, match=said) as caught:
        load_campaign(path)
    assert caught.value.code == "config-invalid"
    assert str(path) in caught.value.title


def test_id_is_the_files_name(tmp_path: Path) -> None:
    with pytest.raises(KioskError, match="must be the file's name, 'other'"):
        load_campaign(changed(tmp_path, "2026", "2026", "other.toml"))


def test_missing_campaign() -> None:
    with pytest.raises(KioskError) as caught:
        load_campaign("no-such-campaign")
    assert caught.value.code == "config-missing"


def test_school_code_refuses_other_schools() -> None:
    campaign = replace(load_campaign("example"), school_code="00000")
    code = CaptureCode(raw="x", form=PayloadForm.JSON, school_code="00000")
    assert school_fits(campaign, code)
    assert not school_fits(campaign, replace(code, school_code="00001"))
    assert school_fits(campaign, CaptureCode(raw="x", form=PayloadForm.OPAQUE))
    assert school_fits(load_campaign("example"), replace(code, school_code="00001"))


def test_consent_names_purpose_version_text_and_time() -> None:
    texts = load_campaign("example").asked
    given = give_consent(texts, {"privacy", "agreement", "capture"}, NOW)
    assert [(c.purpose, c.version, c.text_sha256, c.given_at) for c in given] == [
        (t.purpose, t.version, text_sha256(t), NOW) for t in texts
    ]


def test_consent_is_complete_or_none() -> None:
    first, second = load_campaign("example").consents[:2]
    with pytest.raises(KioskError) as caught:
        give_consent((first, second), {first.purpose}, NOW)
    assert caught.value.code == "consent-missing"
    optional = replace(second, required=False)
    assert [c.purpose for c in give_consent((first, optional), {first.purpose}, NOW)] == [first.purpose]


def test_hash_covers_every_word() -> None:
    text = load_campaign("example").consents[0]
    for changed_text in (
        replace(text, title=replace(text.title, zh="另一个")),
        replace(text, title=replace(text.title, en="another")),
        replace(text, body=replace(text.body, zh="另一个")),
        replace(text, body=replace(text.body, en="another")),
    ):
        assert text_sha256(changed_text) != text.sha256


def test_the_consent_to_a_comparison_is_asked_only_where_there_is_one() -> None:
    off = load_campaign("example")
    assert COMPARISON not in {text.purpose for text in off.asked}
    on = replace(off, compare=CompareRules(ComparePolicy.RECORD))
    assert [text.purpose for text in on.asked if not text.required] == [COMPARISON]
    given = give_consent(on.asked, {"capture", "privacy", "agreement"}, NOW)
    assert COMPARISON not in {consent.purpose for consent in given}


def test_no_comparison_without_a_consent_of_its_own_that_may_be_declined() -> None:
    example = load_campaign("example")
    with pytest.raises(ValueError, match="needs a consent of the purpose portrait-comparison"):
        replace(example, consents=example.asked, compare=CompareRules(ComparePolicy.WARN))
    forced = tuple(replace(text, required=True) for text in example.consents)
    with pytest.raises(ValueError, match="required must be false"):
        replace(example, consents=forced)
