"""``kiosk update``: signed versions of the program, staged, tried, switched to and rolled back."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import KioskError
from kiosk.operation.releases import Releases
from kiosk.operation.update_package import make_package
from kiosk.settings import load_settings

KEY_BYTES = 32


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, summary in (
        ("install", "check a package, try it, switch to it; everything stays as it was if anything is wrong"),
        ("stage", "check a package, unpack it beside the running version and try it"),
        ("switch", "make a staged version the one that is started next"),
        ("rollback", "go back to the version before"),
        ("status", "say which versions are here"),
        ("make", "for the publisher: make a signed package of a program's folder"),
        ("new-key", "for the publisher: write a new signing key, print its public key"),
    ):
        action = actions.add_parser(name, help=summary, description=summary)
        if name in ("make", "new-key"):
            action.add_argument("--key", type=Path, required=True, metavar="FILE", help="the signing key")
            if name == "make":
                action.add_argument("folder", type=Path, help="the program's folder")
                action.add_argument("--version", required=True, help="such as 1.3.0")
                action.add_argument("--program", default="kiosk", help="the file that is started (kiosk)")
                action.add_argument("--out", type=Path, required=True, metavar="FILE")
            continue
        action.add_argument("--root", type=Path, required=True, help="folder of the versions")
        if name in ("install", "stage"):
            action.add_argument("package", type=Path, metavar="FILE")
            action.add_argument("--config", type=Path, help="settings file that names the trusted keys")
        if name == "switch":
            action.add_argument("version", help="a staged version")


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen action."""
    if args.action == "new-key":
        print(_new_key(args.key))
        return 0
    if args.action == "make":
        made = make_package(args.folder, args.version, args.program, _read_key(args.key), args.out)
        print(f"{args.out}: version {made.version}, {len(made.files)} files, {made.bytes / 1e6:.1f} MB")
        return 0
    releases = Releases(args.root)
    match args.action:
        case "install" | "stage":
            if not args.package.is_file():
                raise KioskError("update-missing", f"{args.package} is no file.", "Name an update package.")
            version = releases.stage(args.package, load_settings(args.config).operation.update_keys)
            print(f"Version {version} is staged and passed its self-test.")
            if args.action == "install":
                releases.switch(version)
                print(f"Version {version} is started next; before: {releases.previous or 'none'}.")
        case "switch":
            releases.switch(args.version)
            print(f"Version {args.version} is started next; before: {releases.previous or 'none'}.")
        case "rollback":
            print(f"Back to version {releases.roll_back()}, from the next start on.")
        case _:
            for version in releases.staged:
                marks = {releases.current: "current", releases.previous: "previous"}
                print(f"{version}  {marks.get(version, 'staged')}")
    return 0


def _new_key(path: Path) -> str:
    """Write a key that only its owner reads; return the public key, hex."""
    key = Ed25519PrivateKey.generate()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise KioskError(
            "update-key", f"{path} cannot be written: {error.strerror}.", "Name a new file."
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
    return key.public_key().public_bytes_raw().hex()


def _read_key(path: Path) -> Ed25519PrivateKey:
    try:
        raw = bytes.fromhex(path.read_text("ascii").strip())
        if len(raw) != KEY_BYTES:
            raise ValueError
    except (OSError, ValueError) as error:
        raise KioskError(
            "update-key", f"{path} holds no signing key.", "Make one: kiosk update new-key --key FILE"
        ) from error
    return Ed25519PrivateKey.from_private_bytes(raw)
