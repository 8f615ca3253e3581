"""Every page, three screens, two languages: nothing clipped or covered, all large enough, named, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtWidgets import QAbstractButton, QPushButton

from kiosk.look import Look
from tests.ui.conftest import Gallery, Mount
from tests.ui.seen import faults_of, misordered, over, pale, place, targets, unnamed, visible
from ui.exhibit import Exhibit
from ui.gallery import SIZES, settle
from ui.pages.table import PAGES
from ui.palette import CONTRAST, LIGHT, contrast
from ui.shell import Shell
from ui.texts import Language
from ui.theme import Theme
from ui.view import page_of
from ui.widgets.live_view import LiveView
from ui.widgets.wipe import Wipe

REVIEWED = ("confirm", "review", "review-failed", "review-unlike")
STAFFED = ("waiver", "waiver-other", "waiver-look", "operator-pin", "operator", "operator-held")
BOTH_HANDS = (*REVIEWED, *STAFFED)
"""Pages with several actions, of which a wrong one costs a photo or lets one pass."""

WIDE, SMALL, TALL = SIZES


def named(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def one_of_each(exhibits: dict[str, Exhibit]) -> dict[str, Exhibit]:
    """Return one state of each page: what a look changes, it changes in all of them."""
    first = {page_of(exhibit.state, exhibit.setup): name for name, exhibit in reversed(exhibits.items())}
    return {name: exhibits[name] for name in first.values()}


def look_at(
    exhibits: dict[str, Exhibit],
    gallery: Gallery,
    size: tuple[int, int],
    look: Look,
    faults_of_one: Callable[[Shell], list[str]],
    languages: Sequence[Language] = tuple(Language),
) -> list[str]:
    """Return the faults of these pages, one after the other in one window.

    The second language is switched to, as a person would.
    """
    faults = []
    for name, shell in gallery(exhibits, size, look):
        assert (shell.width(), shell.height()) == size, name
        for language in languages:
            shell.choose_language(language)
            settle()
            faults += [f"{name} {language}: {fault}" for fault in faults_of_one(shell)]
    return faults


def all_of(shell: Shell) -> list[str]:
    """Return what is wrong in texts, targets, names, order and the primary action."""
    return [*faults_of(shell), *unnamed(shell), *misordered(shell), *primaries(shell)]


@pytest.mark.parametrize("size", [SMALL, TALL], ids=named)
def test_pages_fit(exhibits: dict[str, Exhibit], gallery: Gallery, size: tuple[int, int]) -> None:
    """In the narrowest wide screen for its height, and in a tall one: every state of every page."""
    assert look_at(exhibits, gallery, size, Look(), all_of) == []


def test_pages_fit_a_wider_screen(exhibits: dict[str, Exhibit], gallery: Gallery) -> None:
    """Texts have more room than on the small one; one state of each page tells whether all is in place."""
    assert look_at(one_of_each(exhibits), gallery, WIDE, Look(), all_of) == []


def test_large_texts_fit_a_small_screen(exhibits: dict[str, Exhibit], gallery: Gallery) -> None:
    """Every state, in the language that takes more room."""
    assert look_at(exhibits, gallery, SMALL, Look(large=True), faults_of, (Language.EN,)) == []


@pytest.mark.parametrize("name", ["calibrate-lamp", "calibrate-plate", "contact-email"])
def test_large_texts_still_fit_when_there_is_more_to_say(
    exhibits: dict[str, Exhibit], show: Mount, name: str
) -> None:
    """Each shows little first and then more, or the same in bold; no other language is switched to."""
    assert faults_of(show(exhibits[name], Language.EN, SMALL, Look(large=True))) == []


@pytest.mark.parametrize("size", [WIDE, TALL], ids=named)
def test_large_texts_fit(exhibits: dict[str, Exhibit], gallery: Gallery, size: tuple[int, int]) -> None:
    assert look_at(one_of_each(exhibits), gallery, size, Look(large=True), faults_of) == []


def primaries(shell: Shell) -> list[str]:
    """Return the faults of a page's one primary action."""
    shown = [b for b in visible(shell, QAbstractButton) if b.property("kind") == "primary"]
    above = over(shell)
    shown = [b for b in shown if (above.isAncestorOf(b) if above else shell.page.isAncestorOf(b))]
    high = [b for b in shown if place(b, shell).center().y() <= shell.height() / 2]
    return [f"{len(shown)} primary actions"] * (len(shown) > 1) + [f"{b.text()!r} lies high" for b in high]


@pytest.mark.parametrize(
    ("look", "least"), [(Look(), 4.5), (Look(contrast=True), 7.0)], ids=["light", "contrast"]
)
def test_texts_stand_out(exhibits: dict[str, Exhibit], gallery: Gallery, look: Look, least: float) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.6, on the pixels themselves; colours know no language."""
    only = (Language.ZH,)
    assert look_at(one_of_each(exhibits), gallery, SMALL, look, lambda shell: pale(shell, least), only) == []


@pytest.mark.parametrize("size", SIZES, ids=named)
def test_seated_people_reach_everything(
    exhibits: dict[str, Exhibit], gallery: Gallery, size: tuple[int, int]
) -> None:
    def high(shell: Shell) -> list[str]:
        least = shell.theme.low_px
        # What is tall is touched at its lower end.
        ends = {w.objectName(): place(w, shell).bottom() + 1 - shell.theme.touch_px for w in targets(shell)}
        ends.pop("wipe", None)  # only shows the original again; the buttons decide, and keys move it too
        too_high = [f"{name} is high" for name, end_px in ends.items() if end_px < least]
        return [*faults_of(shell), *too_high]

    if size == TALL:  # only here is anything out of reach, and in which language says nothing
        assert look_at(exhibits, gallery, size, Look(seated=True), high, (Language.EN,)) == []
    else:
        assert look_at(one_of_each(exhibits), gallery, size, Look(seated=True), high) == []


def test_how_high_seated_people_reach() -> None:
    """Of a tall 24 inch screen (531 mm) the lowest 320 mm; of a wide one (299 mm) all."""
    tall, wide = (Theme(*size, "", Look(seated=True)) for size in ((1080, 1920), (1920, 1080)))
    assert (tall.height_px - tall.low_px) / tall.px_per_mm == pytest.approx(320, abs=0.5)
    assert wide.low_px == 0
    assert Theme(1080, 1920, "").low_px == 0


def test_the_left_handed_find_everything_on_their_side(
    exhibits: dict[str, Exhibit], gallery: Gallery
) -> None:
    def right(shell: Shell) -> list[str]:
        page = [b for b in visible(shell.page, QPushButton) if b.property("kind") == "primary"]
        wrong = [b.text() for b in page if place(b, shell).center().x() > shell.width() / 2]
        for live in visible(shell.page, LiveView):
            at = place(live, shell)
            within = [w for w in targets(shell) if shell.page.isAncestorOf(w)]
            beside = [w for w in within if place(w, shell).top() < at.bottom()]
            wrong += [w.objectName() for w in beside if place(w, shell).left() > at.left()]
        return [*faults_of(shell), *(f"{text!r} lies right" for text in wrong)]

    assert look_at(one_of_each(exhibits), gallery, SMALL, Look(left_handed=True), right) == []


def test_for_the_left_handed_actions_change_sides_and_keys_stay(
    exhibits: dict[str, Exhibit], gallery: Gallery
) -> None:
    """Mirrored is what is reached for; digits stand as on every other pad of the world."""

    def order(look: Look) -> dict[str, tuple[list[str], list[str]]]:
        found = {}
        for name, shell in gallery({name: exhibits[name] for name in BOTH_HANDS}, SMALL, look):
            buttons = visible(shell.page, QPushButton)
            actions = [b for b in buttons if b.property("place") == "action" or b.objectName() == "primary"]
            keys = [b for b in buttons if b.property("kind") == "key"]
            found[name] = (
                [b.objectName() for b in sorted(actions, key=lambda b: place(b, shell).x())],
                [
                    b.objectName()
                    for b in sorted(keys, key=lambda b: place(b, shell).topLeft().toTuple()[::-1])
                ],
            )
        return found

    right, left = order(Look()), order(Look(left_handed=True))
    for name in BOTH_HANDS:
        assert left[name] == (right[name][0][::-1], right[name][1]), name
        assert len(right[name][0]) > 1, name
    assert all(right[name][1] for name in ("operator-pin", "waiver-other", "confirm"))


@pytest.mark.parametrize("size", [SMALL, TALL], ids=named)
def test_keys_stay_while_something_is_told(
    exhibits: dict[str, Exhibit], gallery: Gallery, size: tuple[int, int]
) -> None:
    """Whoever types looks at the fingers: a key that moves is another key.

    But for a strip of tickets pads make room.
    """
    others = {n: e for n, e in exhibits.items() if n != "express-confirm"}
    found: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for name, shell in gallery(others, size, Look()):
        keys = [b for b in visible(shell.page, QPushButton) if b.property("kind") == "key"]
        page = page_of(exhibits[name].state, exhibits[name].setup)
        which = (page, *sorted(b.objectName() for b in keys))
        where = str({b.objectName(): place(b, shell).getRect() for b in keys})
        found.setdefault(which, {}).setdefault(where, set()).add(name)
    moved = [sorted(map(sorted, places.values())) for places in found.values() if len(places) > 1]
    assert moved == []


@pytest.mark.parametrize("name", ["confirm-locked", "setup-central-busy"])
def test_no_key_is_dead_and_looks_alive(exhibits: dict[str, Exhibit], show: Mount, name: str) -> None:
    """While nothing can be typed keys are dim, in strong colours too, but one can still read them."""
    keys = [b for b in visible(show(exhibits[name]).page, QPushButton) if b.property("kind") == "key"]
    assert keys
    assert not any(b.isEnabled() for b in keys)
    for p in (LIGHT, CONTRAST):
        assert 2.0 < contrast(p.off_ink, p.page) < contrast(p.ink_faint, p.page) / 2


def test_every_page_is_in_the_gallery(exhibits: dict[str, Exhibit]) -> None:
    shown = {page_of(e.state, e.setup) for e in exhibits.values()}
    assert shown == set(map(str, PAGES))


def test_the_lines_come_and_go_over_the_finished_photo(exhibits: dict[str, Exhibit], show: Mount) -> None:
    shell = show(exhibits["review"])
    button = shell.findChild(QPushButton, "lines")
    picture = shell.findChild(Wipe)
    plain = picture.grab().toImage()
    button.click()
    lined = picture.grab().toImage()
    button.click()
    assert lined != plain
    assert picture.grab().toImage() == plain
