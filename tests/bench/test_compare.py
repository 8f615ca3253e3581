"""The comparison's bench: the fit on made-up strangers, exact intervals, and swaps of drawn people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import numpy as np
import pytest

from kiosk.bench.compare_drawn import Change, Studio, leave, play
from kiosk.bench.compare_fit import LEVELS, curve_points, fit_levels, fit_tail
from kiosk.bench.compare_looks import verdicts, wipe
from kiosk.bench.compare_page import page
from kiosk.bench.compare_plot import plot
from kiosk.bench.compare_real import Table
from kiosk.bench.compare_tables import exact, looks
from kiosk.camera.sitter.render import Renderer
from kiosk.compare.appearance import Appearance
from kiosk.compare.comparer import open_comparer
from kiosk.compare.consent import vouched
from kiosk.compare.continuity import Standing
from kiosk.compare.embedding import Embedding
from kiosk.compare.look import Look
from kiosk.compare.score import Curve
from kiosk.compare.settings import load_compare
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir


def test_the_tail_of_an_exponential_is_found() -> None:
    values = np.random.default_rng(1).exponential(0.04, 200_000)
    tail = fit_tail(values)
    for rate in (1e-2, 1e-4, 1e-6):
        assert tail.similarity(rate) == pytest.approx(-0.04 * np.log(rate), rel=0.03)
        assert tail.false_match(tail.similarity(rate)) == pytest.approx(rate)


def test_the_curve_lies_above_the_estimate_and_holds_for_others() -> None:
    random = np.random.default_rng(2)
    table = random.normal(0.13, 0.09, (60, 60))
    everybody = np.ones((60, 60), bool)
    levels = fit_levels(table, everybody, seed=3)
    assert [level.score for level in levels] == list(LEVELS)
    assert all(level.estimate <= level.taken <= level.high for level in levels)
    mark = Curve(curve_points(levels)).similarity(80)
    others = random.normal(0.13, 0.09, 1_000_000)
    assert (others >= mark).mean() <= 1e-4


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(0, 68, 0.0, 0.0528), (1, 10, 0.0025, 0.4450), (5, 5, 0.4782, 1.0), (0, 0, 0.0, 1.0)],
)
def test_intervals_are_those_of_the_published_tables(hits: int, count: int, low: float, high: float) -> None:
    assert exact(hits, count) == pytest.approx((low, high), abs=1e-4)


def test_a_drawn_person_stays_the_same_and_another_does_not() -> None:
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    studio = Studio(renderer, *open_comparer(), vouched(datetime.now(UTC)))
    one, other = studio.person(1, 7), studio.person(4, 7)
    assert one is not None
    assert other is not None
    limits = load_compare().session
    assert play(one, one, Change.NOTHING, limits) is Standing.SAME
    assert play(one, one, Change.LEAVES, limits) is Standing.SAME
    assert play(one, other, Change.SEATS, limits) is Standing.OTHER
    assert play(one, other, Change.AT_ONCE, limits) is Standing.OTHER
    leave([one, other])
    with pytest.raises(ValueError, match="cannot be compared"):
        play(one, one, Change.NOTHING, limits)


def test_looks_at_who_stays_and_at_who_does_not_are_told_apart_by_face_and_colours() -> None:
    plain, shade, dyed = (np.array([[light, 0.0, hue]] * 2) for light, hue in ((50, 0), (50, 3), (50, 30)))

    def seen(alike: float, **colours: np.ndarray) -> Look:
        face = Embedding(np.array([alike, np.sqrt(1 - alike**2)]))
        parts = {"skin": plain, "hair": plain, "clothes": plain, **colours}
        return Look(0.0, face, Appearance(parts))

    neutral = {"stays": seen(1.0), "jacket off": seen(1.0)}
    smiling = {"stays": seen(0.95, hair=shade), "jacket off": seen(0.95, clothes=dyed)}
    found = verdicts(neutral, smiling, load_compare().session)
    assert found[True, False] == [True, True]
    assert found[True, True] == [True, False]
    assert found[False, False] == [False, False]
    told = looks(found, 3, 4)
    assert "| the same person, sits down anew | 1/2 = 50.00%" in told
    assert "| anybody: a look is taken | 3/4 = 75.00%" in told
    wipe(smiling)
    assert not np.any(smiling["stays"].embedding._unit)  # type: ignore[union-attr]


def test_the_plot_and_the_page_show_the_settings_curve_and_what_was_measured() -> None:
    settings = load_compare()
    plain = Table("as it is", np.array([[0.9, 0.1, 0.65], [0.2, 0.95, 0.3], [0.1, 0.15, 0.5]]))
    root = ElementTree.fromstring(plot(settings, plain.same, plain.different))
    space = "{http://www.w3.org/2000/svg}"
    line = root.find(f"{space}polyline")
    assert line is not None
    assert len(line.attrib["points"].split()) == len(settings.score.curve) + 2
    bars = [rect.attrib for rect in root.iter(f"{space}rect") if "class" in rect.attrib]
    assert sum(bar["class"] == "same" for bar in bars) == 3
    text = page(settings, plain, "a command", date(2026, 5, 1))
    assert "1/3 = 33.33%" in text  # 0.5 is less than the mark
    assert "1/6 = 16.67%" in text  # 0.65 is more
    assert "| 80 | 0.600 | 0.01 % | 1 : 10,000 |" in text
