"""The one kind of error a person can act on; any other exception is a bug and stays loud."""

from __future__ import annotations


class KioskError(Exception):
    """Something went wrong that the person in front of it can put right.

    Parameters
    ----------
    code
        Stable kebab-case name, e.g. ``"camera-missing"``; the key of its translation.
    title
        What happened, in one plain English sentence without personal data.
    advice
        What to do now, in one plain English sentence.
    """

    def __init__(self, code: str, title: str, advice: str) -> None:
        super().__init__(f"{title} {advice}")
        self.code = code
        self.title = title
        self.advice = advice
