"""The fairness page: even groups, honest sums, and no group too small goes unsaid."""

from __future__ import annotations

from datetime import date

import numpy as np

from kiosk.bench.cells import CELLS, TONES, of_cell
from kiosk.bench.compare_real import Group, Table
from kiosk.bench.fairness import Found, RealFound, of_rule
from kiosk.bench.fairness_drawn import RULES, FairCell, FairPicture, together
from kiosk.bench.fairness_page import ENOUGH, page
from kiosk.bench.looks import tone, well_posed
from kiosk.bench.rates import count
from kiosk.bench.real import Judged, Picked
from kiosk.camera.sitter.scene import HairStyle
from kiosk.compare.settings import load_compare


def test_everybody_is_drawn_into_the_cell_whose_turn_it_is() -> None:
    random = np.random.default_rng(1)
    looks = [of_cell(well_posed(random), number, random).look for number in range(4 * len(CELLS))]
    assert [(tone(look.skin), look.hair) for look in looks] == [*CELLS] * 4
    assert len({look.skin for look in looks}) > len(TONES)


def _cell(tone: str, hair: HairStyle, missed: int) -> FairCell:
    return FairCell(tone, hair, 12, 11, missed, 44, 2, 10, 220, 219)


def test_groups_are_sums_of_their_cells() -> None:
    cells = [_cell(tone, hair, at) for at, (tone, hair) in enumerate(CELLS)]
    whole, dark = together(cells, None, None), together(cells, "dark", None)
    assert whole is not None
    assert dark is not None
    assert (whole.drawn, whole.missed, whole.swaps) == (108, sum(range(9)), 1980)
    assert dark.missed == sum(at for at, (name, _) in enumerate(CELLS) if name == "dark")
    assert together(cells[:1], "dark", None) is None


def _picture(tone: str, hair: HairStyle, said: str) -> FairPicture:
    return FairPicture(tone, hair, dict.fromkeys(RULES, True), dict.fromkeys(RULES, said))


def test_the_page_says_what_was_found_and_where_it_is_too_little() -> None:
    pictures = [_picture(tone, hair, "pass") for tone, hair in CELLS for _ in range(6)]
    pictures.append(_picture("dark", HairStyle.LONG, "fail"))
    assert count(of_rule(pictures)).false_rejects.hits == len(RULES)
    people = ("001", "002", "003")
    groups = [Group("female", "black", ""), Group("male", "white", ""), Group("male", "white", "")]
    similarity = Table("", np.array([[0.9, 0.1, 0.2], [0.1, 0.9, 0.7], [0.2, 0.1, 0.3]]))
    verdicts = {"ear-left": "fail", "ear-right": "pass"}
    judged = [
        Judged(Picked(person, "frll_neutral"), {}, {"ear-left": True, "ear-right": True}, verdicts, {})
        for person in people
    ]
    cells = [_cell(tone, hair, 0) for tone, hair in CELLS]
    found = Found(load_compare(), pictures, cells, [], RealFound(groups, similarity, judged))
    text = page(found, "a command", date(2026, 5, 1))
    lines = {line.split(" | ")[0].removeprefix("| "): line for line in text.splitlines() if "|" in line}
    assert "1/3 = 33.3%" in lines["全部 · all（太少 · few）"]  # one false non-match, and half the ears
    assert "3/6 = 50.0%" in lines["全部 · all（太少 · few）"]
    assert "0/1 = 0.0%" in lines["black（太少 · few）"]
    assert "1/2 = 50.0%" in lines["男 · male（太少 · few）"]
    assert f"{len(RULES)}/{4 * 7} =" in next(
        line for line in text.splitlines() if line.startswith("| 深 · dark，长发 · long（太少 · few） | 7")
    )
    assert len(pictures) >= ENOUGH
    assert f"| 全部 · all | {len(pictures)} |" in text
