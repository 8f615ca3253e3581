"""Reports of faults without personal data: exceptions by type and place, log calls from a fixed list."""

from __future__ import annotations

import ast
import io
import logging
import os
import subprocess
import sys

from kiosk.errors import KioskError
from kiosk.log import PlacesFormatter
from kiosk.paths import project_root

NAME = "张三丰"

RAISES = f"""
import threading
from kiosk.hardening import report_places_only
report_places_only()
class Dies:
    def __del__(self):
        raise LookupError("{NAME}")
Dies()
def work():
    raise KeyError("{NAME}")
thread = threading.Thread(target=work)
thread.start()
thread.join()
try:
    raise OSError("{NAME}")
except OSError as error:
    raise ValueError("{NAME}") from error
"""


def test_uncaught_exceptions_tell_type_and_place_and_never_their_message() -> None:
    done = subprocess.run(
        [sys.executable, "-c", RAISES], capture_output=True, text=True, cwd=project_root(), timeout=60,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    for kind in ("LookupError", "KeyError", "OSError", "ValueError"):
        assert kind in done.stderr, kind
    assert "<string>:7 __del__" in done.stderr
    assert NAME not in done.stderr
    assert NAME.encode("unicode_escape").decode() not in done.stderr


def test_a_logged_exception_tells_the_same_and_an_error_s_code() -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(PlacesFormatter("%(message)s"))
    logger = logging.Logger("alone")
    logger.addHandler(handler)
    try:
        try:
            raise ValueError(NAME)
        except ValueError as error:
            raise KioskError("disk-full", NAME, NAME) from error
    except KioskError:
        logger.exception("a job failed", stack_info=True)
    told = written.getvalue()
    assert NAME not in told
    assert "kiosk.errors.KioskError disk-full" in told
    assert "builtins.ValueError" in told
    assert f"{__file__}:" in told


ALLOWED_CALLS = {"short_id", "type", "len", "round"}
ALLOWED_NAMES = {"code", "reason", "booth", "__name__", "name", "title", "shape"}
"""Attributes that hold codes, counts and names of devices, never what a person typed."""
HARMLESS = {
    "wait_s", "part", "rate", "name", "shape", "fault", "tries", "trouble", "faulty", "target", "held",
    "page", "_page", "value", "_holding", "missing", "count", "kept", "path", "error", "code", "exitcode",
}  # fmt: skip
ALLOWED_ERRORS = {"calibrating.py", "standing.py", "device.py"}
"""Where a KioskError itself is logged: its words are fixed and carry no personal data."""


def fit_to_log(node: ast.expr) -> bool:
    """Whether an argument of a log call is of a kind that cannot carry what a person typed."""
    match node:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in ALLOWED_CALLS
        case ast.Call(func=ast.Attribute(attr="part")):
            return True
        case ast.Attribute(attr=name):
            return name in ALLOWED_NAMES | HARMLESS
        case ast.Name(id=name):
            return name in HARMLESS
        case ast.IfExp(body=body, orelse=orelse):
            return fit_to_log(body) and fit_to_log(orelse)
        case ast.Subscript(value=value):
            return fit_to_log(value)
    return False


def test_log_calls_have_fixed_messages_and_arguments_of_the_list() -> None:
    found = []
    for package in ("session", "services", "store", "sync", "campaign", "capture_code", "camera"):
        for path in sorted((project_root() / "kiosk" / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                    continue
                owner = node.func.value
                if not (isinstance(owner, ast.Name) and owner.id in ("log", "LOG")):
                    continue
                where = f"{path.name}:{node.lineno}"
                if not isinstance(node.args[0], ast.Constant):
                    found.append(f"{where}: the message is made up")
                for argument in node.args[1:]:
                    whole = isinstance(argument, ast.Name) and argument.id == "error"
                    if not fit_to_log(argument) or (whole and path.name not in ALLOWED_ERRORS):
                        found.append(f"{where}: {ast.unparse(argument)}")
    assert found == []


def test_the_list_refuses_what_could_name_somebody() -> None:
    for text in ("person.name_masked", "f'{x}'", "code.raw", "state.person", "str(error)", "answers"):
        assert not fit_to_log(ast.parse(text, mode="eval").body), text
