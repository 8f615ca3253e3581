"""The rules of a photo spec: the shipped ones as the spec changes them."""

from __future__ import annotations

from kiosk.guidance.rules import Rules, load_rules
from kiosk.paths import config_dir
from kiosk.photo.spec import PhotoSpec


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
