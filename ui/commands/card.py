"""``kiosk card``: the operator's card as a PDF, to print and hang beside the booth."""

from __future__ import annotations

import argparse
from pathlib import Path

from ui.app import application, chinese_font, screen_or_offscreen
from ui.operator_card import load_card, write_card
from ui.qt_messages import route_qt_messages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("operator-card.pdf"),
        metavar="PDF",
        help="file to write (default: operator-card.pdf)",
    )


def run(args: argparse.Namespace) -> int:
    """Write the card; 0 when it is there."""
    screen_or_offscreen()
    route_qt_messages()
    application()
    point = write_card(load_card(), chinese_font(), args.out)
    print(f"{args.out}: one page of A4, text of {point:g} pt; print it at full size.")
    return 0
