"""The server's pages in a real browser, at a desk and on a telephone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PEOPLE, Desk

PAGES = ("/", "/review", "/orders?state=any", "/export", "/campaigns", "/fleet", "/person")
TOUCH_PX = 44
"""How high a finger's target is at least: WCAG 2.5.5."""


def small_targets(desk: Desk, selector: str) -> list[str]:
    """Return the elements that a finger would miss."""
    return list(
        desk.browser.look(
            f"[...document.querySelectorAll('{selector}')].filter(e => e.getBoundingClientRect().height <"
            f" {TOUCH_PX - 0.5}).map(e => e.outerHTML.slice(0, 80))"
        )
    )


@pytest.mark.parametrize("size", [(1280, 800, False), (390, 844, True)], ids=["desk", "phone"])
@pytest.mark.parametrize("path", [*PAGES, "photo"])
def test_nothing_is_wider_than_the_window(desk: Desk, size: tuple[int, int, bool], path: str) -> None:
    desk.browser.resize(*size)
    desk.open(f"/review/{desk.ids[1]}?state=any" if path == "photo" else path)
    assert desk.browser.look("[document.documentElement.scrollWidth, innerWidth]") == [size[0], size[0]]
    assert desk.browser.look("[...document.images].every(i => i.loading === 'lazy' || i.naturalWidth > 0)")


def test_a_reviewer_works_through_the_queue_by_keys(desk: Desk) -> None:
    browser = desk.browser
    browser.resize(1280, 800)
    desk.open("/review")
    assert browser.look("document.querySelectorAll('.cards li').length") == PEOPLE
    browser.press("j")
    browser.wait_for(f"location.pathname.endsWith('{desk.ids[0]}')")
    browser.press("j")
    browser.wait_for(f"location.pathname.endsWith('{desk.ids[1]}')")
    assert "Pflaster" in browser.look("document.querySelector('.waiver').innerText")
    assert "eyes are too low" in browser.look("document.querySelector('.faults').innerText")
    browser.press("k")
    browser.wait_for(f"location.pathname.endsWith('{desk.ids[0]}')")

    browser.press("r")
    assert browser.look("document.getElementById('reasons').classList.contains('awaited')")
    browser.press("Escape")
    assert not browser.look("document.getElementById('reasons').classList.contains('awaited')")
    browser.press("r")
    browser.press("2")
    browser.wait_for(f"location.pathname.endsWith('{desk.ids[1]}') && document.getElementById('undo')")
    browser.press("u")
    browser.wait_for(f"location.pathname.endsWith('{desk.ids[0]}')")
    assert desk.state() == "received"

    browser.press("a")
    browser.wait_for(f"location.pathname.endsWith('{desk.ids[1]}')")
    browser.press("t")
    browser.press("o")
    assert browser.look("document.activeElement.id") == "note"
    browser.type("Bitte ohne Pflaster: a j k u")
    browser.press("Enter")
    browser.wait_for(f"location.pathname.endsWith('{desk.ids[2]}')")
    desk.open(f"/review/{desk.ids[0]}?state=any")
    assert desk.state() == "approved"
    assert browser.look("document.getElementById('approve')") is None
    desk.open(f"/review/{desk.ids[1]}?state=any")
    assert desk.state() == "retake_requested"
    assert "a j k u" in browser.look("document.querySelector('.told').innerText")


def test_everything_needed_to_decide_is_in_sight_at_a_desk(desk: Desk) -> None:
    desk.browser.resize(1280, 800)
    desk.open(f"/review/{desk.ids[5]}?state=any")
    for selector in ("figure.main img", ".beside figure:nth-child(2) img", "#approve", "#reject", "#retake"):
        bottom = desk.browser.look(f"document.querySelector('{selector}').getBoundingClientRect().bottom")
        assert bottom <= 800, selector


def test_the_lines_over_the_photo_can_be_taken_away_and_stay_away(desk: Desk) -> None:
    browser = desk.browser
    shown = (
        "[...document.querySelectorAll('figure.main img')].filter(i => i.offsetHeight).map(i => i.className)"
    )
    browser.resize(1280, 800)
    desk.open(f"/review/{desk.ids[4]}?state=any")
    assert browser.look(shown) == ["drawn"]
    browser.press("v")
    assert browser.look(shown) == ["plain"]
    desk.open(f"/review/{desk.ids[5]}?state=any")
    assert browser.look(shown) == ["plain"]
    browser.resize(390, 844, phone=True)
    browser.tap("#lines")
    assert browser.look(shown) == ["drawn"]


def test_a_reviewer_works_on_a_telephone_by_touch(desk: Desk) -> None:
    browser, id_ = desk.browser, desk.ids[3]
    browser.resize(390, 844, phone=True)
    desk.open(f"/review/{id_}?state=any")
    assert small_targets(desk, ".decide button, .decide fieldset label:not(.note), .sections a") == []
    browser.tap("input[value=hair]")
    browser.tap("#reject")
    browser.wait_for("document.getElementById('undo')")
    desk.open(f"/review/{id_}?state=any")
    assert desk.state() == "rejected"
    assert "Hair covers" in browser.look("document.querySelector('.told').innerText")


def test_a_rejection_without_a_reason_is_not_sent(desk: Desk) -> None:
    browser, id_ = desk.browser, desk.ids[4]
    browser.resize(390, 844, phone=True)
    desk.open(f"/review/{id_}?state=any")
    browser.tap("#reject")
    assert browser.look("document.querySelector('#decide').matches(':invalid')")
    desk.open(f"/review/{id_}?state=any")
    assert desk.state() == "received"


def chosen_by_hand(desk: Desk, reason: str, field: str) -> None:
    """Choose a reason without the keys that decide, and go into a field of the same form."""
    desk.browser.look(
        f"document.querySelector('input[value={reason}]').click(), document.querySelector('{field}').focus()"
    )


def test_enter_approves_nothing(desk: Desk) -> None:
    browser, id_ = desk.browser, desk.ids[2]
    browser.resize(1280, 800)
    desk.open(f"/review/{id_}?state=any")
    asks = "!document.getElementById('undecided').hidden"
    assert not browser.look(asks)
    for reason, field in (("ears", "input[value=ears]"), ("ears", "#note"), ("other", "#note")):
        chosen_by_hand(desk, reason, field)
        browser.type("Augen zu" if field == "#note" else "")
        browser.press("Enter")
        assert browser.look(asks)
        desk.open(f"/review/{id_}?state=any")
        browser.wait_for("document.getElementById('undecided').hidden")
        assert desk.state() == "received", (reason, field)
    browser.press("r")
    browser.press("o")
    browser.press("Escape")
    browser.look("document.getElementById('note').focus()")
    browser.type("Augen zu")
    browser.press("Enter")
    assert browser.look(asks), "what was begun is over with Escape"
    browser.press("Escape")
    browser.press("r")
    chosen_by_hand(desk, "ears", "input[value=ears]")
    browser.press("Enter")
    browser.wait_for("document.getElementById('undo')")
    desk.open(f"/review/{id_}?state=any")
    assert desk.state() == "rejected", "a key had said so"


def test_enter_approves_nothing_where_no_script_runs(desk: Desk) -> None:
    browser, id_ = desk.browser, desk.ids[2]
    browser.resize(1280, 800)
    browser.let_scripts_run(False)
    try:
        for reason, field in (("ears", "input[value=ears]"), ("other", "#note")):
            desk.open(f"/review/{id_}?state=any")
            browser.wait_for("document.getElementById('note')")
            assert "undecided" not in browser.look("location.search")
            chosen_by_hand(desk, reason, field)
            browser.press("Enter")
            browser.wait_for("location.search === '?state=any&undecided=yes'")
            assert browser.look("document.getElementById('undecided').offsetHeight") > 0
            assert desk.state() in ("received", "rejected"), (reason, field)
    finally:
        browser.let_scripts_run(True)


def test_prints_are_marked_on_a_telephone(desk: Desk) -> None:
    browser, id_ = desk.browser, desk.ids[5]
    browser.resize(390, 844, phone=True)
    desk.open(f"/review/{id_}?state=any")
    browser.tap("#approve")
    browser.wait_for("document.getElementById('undo')")
    desk.open("/orders")
    card = f"document.getElementById('{id_}')"
    assert "to the school" in browser.look(f"{card}.innerText")
    browser.tap(f'[id="{id_}"] button[value=printed]')
    browser.wait_for(f"{card} === null")
    desk.open("/orders?state=printed")
    assert browser.look(f"{card} !== null")


def test_a_person_is_found_and_erased_only_with_the_box_ticked(desk: Desk) -> None:
    """On a telephone, by touch; nothing of whom it was about stands in the address."""
    browser, code = desk.browser, f"{PEOPLE - 1:016x}"
    browser.resize(390, 844, phone=True)
    desk.open("/person")
    browser.look("document.querySelector('[name=who]').focus()")
    browser.type(code)
    browser.press("Enter")
    browser.wait_for("document.querySelector('.one img')?.naturalWidth")
    assert small_targets(desk, ".panel button, .sections a") == []
    browser.tap("button[value=erase]")
    assert browser.look("document.querySelector('[name=asked]').matches(':invalid')"), "nothing was sent"
    browser.tap("[name=asked]")
    browser.tap("button[value=erase]")
    browser.wait_for("document.querySelector('.done')")
    assert "1 submissions" in browser.look("document.querySelector('.done').innerText")
    assert browser.look("location.pathname + location.search") == "/person"
    assert code not in browser.look("document.documentElement.outerHTML")
