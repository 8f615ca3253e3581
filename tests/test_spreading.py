"""How the files of tests are spread over several processes."""

from __future__ import annotations

from kiosk.paths import project_root
from tests import spreading


def test_what_shares_a_costly_set_up_stays_together() -> None:
    together = {
        spreading.chunk_of(f"tests/ui/{name}.py") for name in ("test_pages", "test_escape", "test_shots")
    }
    assert together == {"exhibits"}
    assert spreading.chunk_of("tests/ui/test_demo.py") == "tests/ui/test_demo.py"
    assert spreading.chunk_of("tests/test_digest.py") == "tests/test_digest.py"


def test_what_is_said_to_take_long_is_there() -> None:
    files = [name for name in spreading.LONGEST if name not in spreading.SHARED]
    assert [name for name in files if not (project_root() / name).is_file()] == []
    assert len(set(spreading.LONGEST)) == len(spreading.LONGEST)
    assert [name for name in files if spreading.chunk_of(name) != name] == []
