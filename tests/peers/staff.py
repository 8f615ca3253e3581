"""Staff at the central server's pages, by HTTP as a browser would."""

from __future__ import annotations

import re

import requests

TIMEOUT_S = 20


class Staff:
    """Somebody who has logged in."""

    def __init__(self, url: str, name: str, password: str) -> None:
        self._url, self._session = url, requests.Session()
        self._session.trust_env = False
        form = {"name": name, "password": password}
        self._post("/login", form, 303)

    def page(self, path: str) -> str:
        """Return a page's text."""
        answer = self._session.get(self._url + path, timeout=TIMEOUT_S)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def file(self, path: str) -> bytes:
        """Return a file that a page links to."""
        answer = self._session.get(self._url + path, timeout=TIMEOUT_S)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content

    def decide(self, submission: str, decision: str, reason: str = "", note: str = "") -> int:
        """Press one of the buttons of a photo's review page; return the answer's status."""
        form = {"decision": decision, "reason": reason, "note": note}
        return self.press(f"/review/{submission}", f"/review/{submission}", form)

    def press(self, page: str, path: str, form: dict[str, str]) -> int:
        """Send a form of ``page`` with what it carries unseen; return the answer's status."""
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.page(page))
        return self._post(path, {**dict(hidden), **form})

    def close(self) -> None:
        self._session.close()

    def _post(self, path: str, form: dict[str, str], wanted: int | None = None) -> int:
        answer = self._session.post(self._url + path, data=form, timeout=TIMEOUT_S, allow_redirects=False)
        assert wanted in (None, answer.status_code), answer.text
        return answer.status_code
