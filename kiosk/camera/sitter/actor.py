"""The sitter's behaviour: comes, shows the code, sits down wrongly, does what the hints ask, leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any

import numpy as np

from kiosk.camera.sitter.hints import IDEAL, RESPONSES
from kiosk.camera.sitter.motion import Measures, blink, sway
from kiosk.camera.sitter.people import Cast, Sitter, sitter
from kiosk.camera.sitter.scene import Light, Look, Phone, Pose, Scene, Wall


class Act(StrEnum):
    """What the sitter is doing."""

    AWAY = "away"
    WALKING_IN = "walking-in"
    STANDING = "standing"
    SITTING = "sitting"
    LEAVING = "leaving"


_CODE_STAGES = frozenset({"scan"})
_NEXT_STAGES = frozenset({"attract", "scan"})
"""Somebody who still sits here when the next session begins has been forgotten by the kiosk: they leave."""
_FRAMING_STAGES = frozenset({"prepare", "frame", "calibrate"})
_OVER_STAGES = frozenset({"taken", "done"})
_STAND = {"scale_px": 13.0, "x": 0.40, "y": 0.36}
"""Where the sitter stands while holding up the phone: beside it, not behind it."""
_OUT_OF_VIEW_X = 1.22
"""Right of this nothing of a standing person is in the picture."""
_STILL_HINTS = frozenset({"hold-still"})
_POSED = tuple(item.name for item in fields(Pose) if item.name in IDEAL)
_DRAWN_STEPS = 8
"""What hair and hands cover moves in so many steps, each drawn once."""
_SAME = 0.02
"""A measure this near to its ideal, as a share of its nudge, counts as being there."""


class Actor:
    """A deterministic, seeded performer on its own time line.

    Parameters
    ----------
    cast
        Looks, faults and manners.
    seed
        Another seed, other people and delays.
    """

    def __init__(self, cast: Cast, seed: int = 0) -> None:
        self._cast, self._seed = cast, seed
        self._number = -1
        self._now_s = 0.0
        self._code: str | None = None
        self._stage: str | None = None
        self._hint: str | None = None
        self._follow_at_s: float | None = None
        self._blink_at_s = 0.0
        self._kept_away = False
        self._next_number()

    @property
    def act(self) -> Act:
        return self._act

    @property
    def number(self) -> int:
        """Which invented person it is, from 0."""
        return self._number

    @property
    def faults(self) -> Mapping[str, float]:
        """What this person gets wrong when they sit down, by measure."""
        return self._person.faults

    def show_code(self, text: str | None) -> None:
        """The capture code's text on the phone; None leaves the phone in the pocket."""
        self._code = text

    def next_person(self) -> None:
        """Somebody else is next; the present person is gone at once. Nothing if nobody has come yet."""
        if self._act is not Act.AWAY:
            self._next_number()

    def stay_away(self, on: bool) -> None:
        """Leave the room at once and empty until this is taken back."""
        self._kept_away = on
        if on:
            self.next_person()

    def hear(self, hint: str | None, stage: str) -> None:
        """What the kiosk says now.

        Parameters
        ----------
        hint
            Code of the current hint, see :data:`kiosk.camera.sitter.hints.RESPONSES`; None for none.
        stage
            Name of the session's state, e.g. ``"scan"`` or ``"frame"``.
        """
        self._stage = stage
        if hint != self._hint:
            self._hint = hint
            self._follow_at_s = None
            if hint in RESPONSES:
                manners = self._cast.manners
                missed = self._random.random() < manners.missed
                late_s = manners.patience_s if missed else 0.0
                self._follow_at_s = self._now_s + late_s + self._between(manners.reaction_s)

    def advance(self, now_s: float) -> Scene:
        """Move on to ``now_s`` (seconds since the beginning, never back) and return the scene."""
        self._now_s = now_s
        self._play()
        if self._act is Act.SITTING:
            self._follow()
        return self._scene()

    def _play(self) -> None:
        manners, since_s = self._cast.manners, self._now_s - self._act_since_s
        if self._act is Act.AWAY and self._kept_away:
            self._begin(Act.AWAY)
        elif self._act is Act.AWAY and since_s >= manners.away_s and self._stage not in _OVER_STAGES:
            self._begin(Act.WALKING_IN)
            self._go("away", 0.0, manners.walk_s)
        elif self._act is Act.WALKING_IN and since_s >= manners.walk_s:
            self._begin(Act.STANDING)
        elif self._act is Act.STANDING:
            holding = self._code is not None and (self._stage is None or self._stage in _CODE_STAGES)
            self._raise_phone(holding)
            if self._stage in _FRAMING_STAGES or (self._stage is None and self._code is None):
                self._sit_down()
        elif self._act is Act.SITTING and self._stage in _OVER_STAGES | _NEXT_STAGES:
            self._begin(Act.LEAVING)
            self._go("away", 1.0, manners.walk_s)
        elif self._act is Act.LEAVING and since_s >= manners.walk_s:
            self._next_number()

    def _sit_down(self) -> None:
        self._begin(Act.SITTING)
        self._raise_phone(False)
        for name, ideal in IDEAL.items():
            self._go(name, self._person.faults.get(name, ideal), self._cast.manners.sit_s)

    def _follow(self) -> None:
        """Correct exactly what is asked; follow further when the same hint stays."""
        if self._hint is None or self._follow_at_s is None or self._now_s < self._follow_at_s:
            return
        seated_at_s = self._act_since_s + self._cast.manners.sit_s
        if self._follow_at_s < seated_at_s:
            # Nobody corrects what has not been reached yet: what was said while sitting down is thought over.
            self._follow_at_s = seated_at_s + self._between(self._cast.manners.reaction_s)
            return
        lasts_s = self._between(self._cast.manners.movement_s)
        for step in RESPONSES[self._hint]:
            goal, ideal = self._measures.goal(step.measure), IDEAL[step.measure]
            wrong = abs(goal - ideal) > max(_SAME * abs(step.nudge), 1e-6)
            overdone = step.nudge != 0 and (goal - ideal) * step.nudge > 0
            # Being past the ideal on the asked side means the kiosk's ideal is farther still.
            aim = goal + step.nudge if overdone or not wrong else ideal
            if step.nudge != 0:  # what has a direction is hit only nearly; a thing is taken off or it is not
                aim += (aim - goal) * self._between(self._cast.manners.overshoot)
            self._go(step.measure, aim, lasts_s)
        self._follow_at_s = self._now_s + lasts_s + self._cast.manners.patience_s

    def _scene(self) -> Scene:
        manners, now_s = self._cast.manners, self._now_s
        value = {name: self._measures.at(name, now_s) for name in IDEAL}
        calm = 0.35 if self._hint in _STILL_HINTS else 1.0
        drift_x, drift_y, drift_roll, breath = sway(now_s, 0.7 * self._number)
        away = self._measures.at("away", now_s)
        bob = 0.008 * abs(np.sin(2 * np.pi * 1.6 * now_s)) * (away > 0.01) * (away < 0.99)
        still = {
            **{name: value[name] for name in _POSED},
            "x": value["x"] + 0.85 * away + calm * manners.sway * drift_x,
            "y": value["y"] + float(bob) + calm * manners.sway * drift_y,
            "scale_px": value["scale_px"] * (1 - 0.12 * away),
            "yaw_deg": value["yaw_deg"] - 24 * away,
            "roll_deg": value["roll_deg"] + calm * manners.sway_deg * drift_roll,
            "eyes_closed": max(value["eyes_closed"], self._blink()),
        }
        pose = Pose(**still, breath=breath)
        present = self._act is not Act.AWAY and pose.x < _OUT_OF_VIEW_X
        look = replace(self._person.look, **_worn(value))
        raised = self._phone.at("raised", now_s)
        phone = Phone(self._code, raised) if self._code is not None and present and raised > 0.01 else None
        return Scene(
            pose,
            look,
            Light(),
            Wall(),
            phone,
            present,
            second_person=value["second_person"],
            passers_by=self._person.passers_by,
        )

    def _blink(self) -> float:
        if self._now_s >= self._blink_at_s + self._cast.manners.blink_s:
            self._blink_at_s = self._now_s + self._between(self._cast.manners.blink_every_s)
        return blink(self._now_s - self._blink_at_s, self._cast.manners.blink_s)

    def _next_number(self) -> None:
        self._number += 1
        self._random = np.random.default_rng([self._seed, self._number, 17])
        self._person: Sitter = sitter(self._cast, self._number, self._seed)
        self._measures = Measures({**IDEAL, **_STAND, "away": 1.0})
        self._phone = Measures({"raised": 0.0})
        self._blink_at_s = self._now_s + self._between(self._cast.manners.blink_every_s)
        self._begin(Act.AWAY)

    def _begin(self, act: Act) -> None:
        self._act, self._act_since_s = act, self._now_s

    def _go(self, name: str, goal: float, lasts_s: float) -> None:
        if self._measures.goal(name) != goal:
            self._measures.glide(name, goal, self._now_s, lasts_s)

    def _raise_phone(self, up: bool) -> None:
        goal = 1.0 if up else 0.0
        if self._phone.goal("raised") != goal:
            self._phone.glide("raised", goal, self._now_s, self._cast.manners.phone_s)

    def _between(self, limits: tuple[float, float]) -> float:
        return float(self._random.uniform(*limits))


def _worn(value: Mapping[str, float]) -> dict[str, Any]:
    """Return the fields of a look that the sitter can change: things are on or off, hair comes and goes."""
    worn: dict[str, Any] = {}
    for item in fields(Look):
        if item.name in value:
            drawn = round(value[item.name] * _DRAWN_STEPS) / _DRAWN_STEPS
            worn[item.name] = drawn > 0.5 if isinstance(item.default, bool) else drawn
    return worn
