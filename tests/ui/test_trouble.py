"""The trouble page: who does what, and what goes on by itself has nothing to press."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.errors import KioskError
from kiosk.paths import assets_dir
from kiosk.session.state import SessionState, Step
from ui.presenters.trouble import Kind, kind_of, present_trouble
from ui.still_booth import StillBooth
from ui.texts import Language, load_texts
from ui.view import Draft, View


def trouble(booth: StillBooth, code: str, back: Step, session: str | None = "one") -> View:
    state = SessionState(step=Step.TROUBLE, session=session, back=back, trouble=KioskError(code, "A.", "B."))
    texts = load_texts(Language.EN)
    return View(state, 0.0, booth.settings.session, booth.campaign, booth.spec, texts, Draft())


def test_every_kind_has_a_picture() -> None:
    assert {file.stem for file in (assets_dir() / "trouble").glob("*.svg")} >= set(Kind)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("camera-busy", Kind.CAMERA),
        ("lights-off", Kind.LIGHTS),
        ("disk-full", Kind.DISK),
        ("store-doubt", Kind.DISK),
        ("vision-failed", Kind.MACHINE),
        ("model-broken", Kind.MACHINE),
        ("campaign-not-served", Kind.MACHINE),
        ("photo-head-cut", Kind.PHOTO),
        ("stick-gone", Kind.PHOTO),
    ],
)
def test_errors_belong_to_families(code: str, kind: Kind) -> None:
    assert kind_of(KioskError(code, "A.", "B.")) is kind


def test_what_is_watched_goes_on_by_itself(booth: StillBooth) -> None:
    page = present_trouble(trouble(booth, "camera-lost", Step.FRAME))
    assert page.waiting is not None and page.student is not None and page.staff is not None
    assert page.leave is not None, "who does not want to wait may go"
    nobody = present_trouble(trouble(booth, "camera-lost", Step.ATTRACT, None))
    assert nobody.student == load_texts(Language.EN)("mend.student_idle") and nobody.leave is None


def test_what_is_not_watched_is_tried_again_by_hand(booth: StillBooth) -> None:
    saving = present_trouble(trouble(booth, "disk-full", Step.REVIEW))
    assert saving.waiting is None
    assert present_trouble(trouble(booth, "model-broken", Step.FRAME)).waiting is None
    small = present_trouble(trouble(booth, "photo-too-few-pixels", Step.FRAME))
    assert small.picture == "camera" and small.waiting is not None and "USB 3" in (small.staff or "")
    photo = present_trouble(trouble(booth, "photo-head-cut", Step.FRAME))
    assert photo.staff is None and photo.student == load_texts(Language.EN)("error.photo-head-cut.advice")


def test_a_booth_bound_elsewhere_says_what_to_set_and_goes_on_by_itself(booth: StillBooth) -> None:
    page = present_trouble(trouble(booth, "campaign-not-served", Step.ATTRACT, None))
    assert page.staff == load_texts(Language.EN)("error.campaign-not-served.advice")
    assert page.waiting is not None


def test_the_page_needs_an_error(booth: StillBooth) -> None:
    view = trouble(booth, "disk-full", Step.REVIEW)
    with pytest.raises(ValueError, match="error"):
        present_trouble(replace(view, state=SessionState(step=Step.TROUBLE)))
