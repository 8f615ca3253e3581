"""The rules of a photo spec: the shipped ones as the spec changes them."""

from __future__ import annotations

from kiosk.guidance.rules import Rules, load_rules
from kiosk.paths import config_dir
from kiosk.photo.spec import PhotoSpec


def rules_for(spec: PhotoSpec) -> Rules:
    """Read ``config/rules.toml`` and apply the spec's ``[guidance]``.

    Raises
    ------
    KioskError
        As :func:`kiosk.guidance.rules.load_rules` and :meth:`kiosk.guidance.rules.Rules.for_spec` say.
    """
    return load_rules(config_dir() / "rules.toml").for_spec(spec.name, spec.guidance)
