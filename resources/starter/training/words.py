"""The words of the pack: things, colours, and how a phrase is written."""

import json
from pathlib import Path

THINGS_FILE = Path(__file__).with_name("things.json")

COLOURS = {
    "red": (220, 40, 40),
    "green": (50, 170, 60),
    "blue": (50, 90, 220),
    "yellow": (240, 210, 50),
    "purple": (140, 60, 190),
    "orange": (245, 140, 30),
    "pink": (245, 140, 190),
    "grey": (140, 140, 140),
    "white": (245, 245, 245),
    "black": (25, 25, 25),
    "brown": (130, 85, 45),
}
COLOUR_NAMES = list(COLOURS)


def things() -> list[dict]:
    """Rows of things.json, sorted by name: `name`, `plain` ("style/code"), `icons`, `drawn` where the VQGAN draws it."""
    return json.loads(THINGS_FILE.read_text())["things"]


THING_NAMES = [row["name"] for row in things()]
DRAWN_NAMES = [row["name"] for row in things() if row.get("drawn")]


def with_article(phrase: str) -> str:
    """"apple" -> "an apple"."""
    return ("an " if phrase[0] in "aeiou" else "a ") + phrase


def listing(phrases: list[str]) -> str:
    """["a dog", "a cat", "a sun"] -> "a dog, a cat and a sun"."""
    return ", ".join(phrases[:-1]) + " and " + phrases[-1] if len(phrases) > 1 else phrases[0]
