"""``assets/docs/fairness.md``: error rates by group in Chinese and English, every number from a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from itertools import product

import numpy as np

from kiosk.bench import fairness_words as words
from kiosk.bench.cells import TONES
from kiosk.bench.compare_real import Group
from kiosk.bench.fairness import Found, RealFound, of_rule
from kiosk.bench.fairness_drawn import FairCell, FairPicture, together
from kiosk.bench.liveness_tables import Judged as Watched
from kiosk.bench.rates import Rate, count
from kiosk.bench.real import Judged
from kiosk.bench.tables import table
from kiosk.camera.sitter.scene import HairStyle
from kiosk.compare.liveness import Finding

ENOUGH = 50
"""With fewer people a rate of 0 still leaves more than 7 % open (Wilson)."""
_EARS = ("ear-left", "ear-right")


def page(found: Found, command: str, day: date) -> str:
    """Return the whole page as Markdown."""
    parts = [
        words.HEAD.format(command=command, day=day, enough=ENOUGH),
        words.RULES,
        _rules(found.pictures),
        words.COMPARED,
        _cells(list(found.cells)),
        words.LIVE,
        _live(found.watched),
        *([] if found.real is None else _real(found, found.real)),
        words.LIMITS,
    ]
    return "\n\n".join(parts) + "\n"


def _groups() -> Iterable[tuple[str, str | None, HairStyle | None]]:
    """Return every group's name, tone and hair style: single cells, then tones, hair styles and all."""
    for tone, hair in product((*TONES, None), (*HairStyle, None)):
        parts = [words.TONE[tone]] if tone else []
        parts += [words.HAIR[hair]] if hair else []
        yield "，".join(parts) or words.ALL, tone, hair


def _rules(pictures: Sequence[FairPicture]) -> str:
    rows = []
    for name, tone, hair in _groups():
        part = [one for one in pictures if tone in (None, one.tone) and hair in (None, one.hair)]
        found, ears = count(of_rule(part)), count(of_rule(part, _EARS))
        rows.append(
            [
                _named(name, len(part)),
                str(len(part)),
                str(ears.false_accepts),
                str(ears.false_rejects),
                str(found.false_accepts),
                str(found.false_rejects),
                str(Rate(_unknown(part), len(part))),
            ]
        )
    head = (words.GROUP, words.PEOPLE, words.EARS_ACCEPTED, words.EARS_REFUSED)
    return table((*head, words.ACCEPTED, words.REFUSED, words.UNSEEN), rows)


def _unknown(part: Sequence[FairPicture]) -> int:
    return sum("unknown" in one.verdicts.values() for one in part)


def _cells(cells: list[FairCell]) -> str:
    rows = []
    for name, tone, hair in _groups():
        one = together(cells, tone, hair)
        if one is None:
            continue
        rows.append(
            [
                _named(name, one.drawn),
                str(Rate(one.drawn - one.found, one.drawn)),
                str(Rate(one.missed, one.found)),
                str(Rate(one.worn_missed, one.worn)),
                str(Rate(one.stayed, one.found)),
                str(Rate(one.noticed, one.swaps)),
            ]
        )
    head = (words.GROUP, words.NO_FACE, words.LOST, words.CHANGED)
    return table((*head, words.STAYED, words.NOTICED), rows)


def _live(watched: Sequence[Watched]) -> str:
    rows = []
    for name, tone, hair in _groups():
        part = [
            one
            for one in watched
            if tone in (None, one.watched.traits.tone) and hair in (None, one.watched.traits.hair)
        ]
        live, flat = [one for one in part if one.live], [one for one in part if one.flat]
        rows.append([_named(name, len(live)), _told(live, Finding.LIVE), _told(flat, Finding.FLAT)])
    return table((words.GROUP, words.PASSED, words.CAUGHT), rows)


def _told(part: Sequence[Watched], finding: Finding) -> str:
    return str(Rate(sum(one.said.finding is finding for one in part), len(part)))


def _real(found: Found, real: RealFound) -> list[str]:
    mark = found.settings.curve.similarity(found.settings.score.mark)
    similarity = real.similarity.similarity
    rows = []
    for name, belongs in _labels(real.groups):
        members = np.array([belongs(group) for group in real.groups])
        inside = similarity[np.ix_(members, members)]
        same, other = np.diag(inside), inside[~np.eye(len(inside), dtype=bool)]
        ears = count(_ears(real.judged, members))
        rows.append(
            [
                _named(name, int(members.sum())),
                str(Rate(int((same < mark).sum()), same.size)),
                str(Rate(int((other >= mark).sum()), other.size)),
                str(ears.false_accepts),
                str(ears.false_rejects),
            ]
        )
    told = words.REAL.format(people=len(real.groups), mark=found.settings.score.mark)
    head = (words.LABEL, words.NON_MATCH, words.MATCH, words.EARS_ACCEPTED, words.EARS_REFUSED)
    return [told, table(head, rows)]


def _labels(groups: Sequence[Group]) -> Iterable[tuple[str, Callable[[Group], bool]]]:
    yield words.ALL, lambda group: True
    for sex in sorted({group.sex for group in groups}):
        yield words.SEX.get(sex, sex), partial(_has, "sex", sex)
    for origin in sorted({group.origin for group in groups}):
        yield origin.replace("_", " "), partial(_has, "origin", origin)


def _has(name: str, value: str, group: Group) -> bool:
    return bool(getattr(group, name) == value)


def _ears(
    judged: Sequence[Judged], members: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> list[tuple[bool | None, str]]:
    people = sorted({one.picked.person[:3] for one in judged})
    chosen = {person for person, member in zip(people, members, strict=True) if member}
    return [
        (one.truths.get(rule), one.verdicts[rule])
        for one in judged
        if one.picked.person[:3] in chosen
        for rule in _EARS
    ]


def _named(name: str, people: int) -> str:
    return name if people >= ENOUGH else name + words.FEW
