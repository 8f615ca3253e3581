"""The rules of a photo spec: the shipped ones as the spec changes them, and as a camera's frame does."""

from __future__ import annotations

from kiosk.guidance.changes import RuleChange, RuleChanges
from kiosk.guidance.rules import Rules, load_rules
from kiosk.paths import config_dir
from kiosk.photo.crop import target_for
from kiosk.photo.room import room_for
from kiosk.photo.spec import PhotoSpec

ACROSS, DOWN, SIZE, ABOVE = "place-x", "place-y", "distance", "headroom"
"""The rules that say where the head has to be."""


def rules_for(spec: PhotoSpec) -> Rules:
    """Read ``config/rules.toml`` and apply the spec's room above the hair and its ``[guidance]``.

    Raises
    ------
    KioskError
        As :func:`kiosk.guidance.rules.load_rules` and :meth:`kiosk.guidance.rules.Rules.for_spec` say.
    """
    rules = load_rules(config_dir() / "rules.toml")
    if spec.hair_top is not None:
        rules = rules.with_hair_room(spec.hair_top.low / spec.size.height_px)
    return rules.for_spec(spec.name, spec.guidance)


def rules_in_frame(rules: Rules, spec: PhotoSpec, width: int, height: int) -> Rules:
    """Return the rules with place and distance so narrow that the spec's photo can be cut; pure.

    Only ever narrower: what the rules say holds as well. A spec that switched one of them off looks after it
    by itself, and where a typical head has no room at all nothing can be asked for.

    Parameters
    ----------
    width, height
        Of the live picture, px.

    Raises
    ------
    KioskError
        ``photo-too-few-pixels`` when the frame is smaller than the photo.
    """
    entered = {rule.name: rule.enter for rule in rules.rules}
    if not {ACROSS, DOWN, SIZE} <= entered.keys():
        return rules
    allowed = (entered[ACROSS], entered[DOWN], entered[SIZE])
    found = room_for(target_for(width, height, spec), spec, (width, height), allowed)
    if found is None:
        return rules
    enter = dict(zip((ACROSS, DOWN, SIZE), found.room, strict=True))
    if ABOVE in entered:
        low, high = entered[ABOVE]
        enter[ABOVE] = (min(max(low, found.headroom), high), high)
    narrower = {name: RuleChange(enter=band) for name, band in enter.items() if band != entered[name]}
    return rules.for_spec(spec.name, RuleChanges(tighten=narrower))
