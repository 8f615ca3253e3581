"""The list of parts as CycloneDX 1.6 JSON (ECMA-424); the same parts make the same bytes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from installer.sbom.parts import Part

SPACE = uuid.UUID("9d2f2a54-52b9-5d0b-9b0a-5a0a6f6f2c11")
"""Serial numbers are made from the parts within it, so that building again changes nothing."""


def document(program: Part, parts: Sequence[Part], made_at_s: int) -> dict[str, Any]:
    """Return the document.

    Parameters
    ----------
    program
        What all the parts are parts of.
    made_at_s
        Seconds since 1970 of the commit it was made from.
    """
    ordered = sorted(parts, key=lambda part: part.ref)
    listed = [component(part) for part in ordered]
    serial = uuid.uuid5(SPACE, json.dumps([component(program), listed], sort_keys=True))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(made_at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": component(program),
        },
        "components": listed,
        "dependencies": dependencies([program, *ordered]),
    }


def component(part: Part) -> dict[str, Any]:
    """Return one component; what is not known is left out."""
    told: dict[str, Any] = {"type": part.kind.value, "bom-ref": part.ref, "name": part.name}
    for key, value in (("group", part.group), ("version", part.version), ("purl", part.purl)):
        if value:
            told[key] = value
    if part.sha256:
        told["hashes"] = [{"alg": "SHA-256", "content": part.sha256}]
    told["licenses"] = [licence(part.licence)]
    if not part.handed_on:
        told["scope"] = "excluded"
    if part.within:
        told["properties"] = [{"name": "photo-kiosk:within", "value": part.within}]
    return told


def licence(expression: str) -> dict[str, Any]:
    """Return a licence: one identifier, or an expression of several."""
    return {"expression": expression} if " " in expression else {"license": {"id": expression}}


def dependencies(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return who needs whom: packages each other, and every package what it carries inside."""
    refs = {part.name: part.ref for part in parts if not part.within}
    carried: dict[str, list[str]] = {}
    for part in parts:
        if part.within:
            carried.setdefault(part.within, []).append(part.ref)
    return [
        {"ref": part.ref, "dependsOn": sorted(_needed(part, refs) | set(carried.get(part.name, [])))}
        for part in parts
        if not part.within
    ]


def _needed(part: Part, refs: Mapping[str, str]) -> set[str]:
    return {refs[name] for name in part.needs if name in refs and refs[name] != part.ref}


def as_json(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
