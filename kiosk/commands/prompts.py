"""``kiosk prompts``: the sentences the booth says aloud, made into sound files at set-up."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.settings import load_settings
from kiosk.sound.making import look_through, make
from kiosk.sound.player import find_player
from kiosk.sound.prompts import FOLDER, LANGUAGES, load_prompts, sound_file
from kiosk.sound.voices import find_voice


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    parser.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("make", help="have this machine's voice speak what has no sound file yet")
    actions.add_parser("list", help="every sentence, and whether its file is made, recorded or missing")
    play = actions.add_parser("play", help="play one sentence on this machine")
    play.add_argument("key", help="as in the list, e.g. move-left")
    play.add_argument("--language", choices=LANGUAGES, default="zh")


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen action."""
    folder = load_settings(args.config).data_dir / FOLDER
    prompts = load_prompts()
    if args.action == "play":
        file = sound_file(folder, args.language, args.key)
        if not file.is_file():
            raise KioskError("prompt-missing", f"{file} does not exist.", "Run: kiosk prompts make")
        player = find_player()
        print(f"{type(player).__name__}: {file}")
        return 0 if player.play(file) else 1
    if args.action == "make":
        voice = find_voice()
        print(f"{make(folder, prompts, voice)} sentences spoken by {voice.name} into {folder}")
    spoken = list(look_through(folder, prompts))
    if args.action == "list":
        for one in spoken:
            print(f"{one.state:<9} {one.language}/{one.key:<20} {one.text}")
    counts = Counter(one.state for one in spoken)
    print(", ".join(f"{count} {state}" for state, count in sorted(counts.items())))
    return 0
