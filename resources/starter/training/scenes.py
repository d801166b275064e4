"""The step `scenes`: pictures of things on many grounds, with the thing and colour of every cell, captions and boxes.

CLIP and the judge learn from them. Files of a set NAME in the folder `scenes`:
NAME.pictures.npy uint8 [N, 128, 128, 3]; NAME.things.npy int16 [N, 8, 8] (index of the name, -1 none);
NAME.colours.npy int8 [N, 8, 8] (index of the colour, -1 none); NAME.json: captions and boxes (fractions).
"""

import json
import os
import random
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from .artist import SIZE, gradient
from .drawings import TRAINED_STYLES, UNSEEN_STYLE, Drawings, paste
from .grids import CELL, CELLS
from .words import COLOUR_NAMES, COLOURS, THING_NAMES, listing, with_article

COVERED = 0.28  # a cell shows a thing when the thing covers more than this share of it


@dataclass
class Placed:
    name: str
    colour: str | None
    box: tuple[float, float, float, float]  # fractions, may reach over the edges


class SceneMaker:
    """The same seed gives the same scenes."""

    def __init__(self, drawings: Drawings, seed: int, styles=TRAINED_STYLES):
        self.rand, self.rng = random.Random(seed), np.random.default_rng(seed)
        self.by_thing = drawings.by_thing(styles)
        self.names = list(self.by_thing)

    def _near(self, colour, spread: int):
        return np.clip(np.array(colour) + np.array([self.rand.randint(-spread, spread) for _ in range(3)]), 0, 255)

    def _sky(self):
        return gradient(self.rand, SIZE, (120, 190, 245), (190, 225, 250))

    def _horizon(self, picture, low: float, high: float, colour):
        picture[int(SIZE * self.rand.uniform(low, high)) :] = colour
        return picture

    def ground(self) -> tuple[np.ndarray, str | None]:
        """Float [128, 128, 3] in 0..255, and the words for it."""
        rand, kind = self.rand, self.rand.random()
        if kind < 0.4:
            name = rand.choice(COLOUR_NAMES)
            first = self._near(COLOURS[name], 25)
            return gradient(rand, SIZE, first, self._near(first, 30)), f"on a {name} background"
        if kind < 0.6:
            grass = (90 + rand.randint(-20, 20), 170 + rand.randint(-20, 20), 80)
            sky = gradient(rand, SIZE, (110 + rand.randint(-20, 20), 180, 240), (200, 230, 250))
            return self._horizon(sky, 0.4, 0.8, grass), rand.choice(["on grass", "in a field"])
        if kind < 0.7:
            night = gradient(rand, SIZE, (15, 20, 50), (40, 40, 90))
            for _ in range(rand.randint(10, 30)):
                night[rand.randrange(SIZE), rand.randrange(SIZE)] = (240, 240, 220)
            return night, rand.choice(["at night", "in the night sky"])
        if kind < 0.8:
            sky = self._sky()
            for _ in range(rand.randint(1, 4)):
                middle, axes = (rand.randrange(SIZE), rand.randrange(SIZE)), (rand.randint(10, 25), rand.randint(4, 10))
                cv2.ellipse(sky, middle, axes, 0, 0, 360, (250, 250, 250), -1)
            return sky, rand.choice(["in the sky", "in the blue sky"])
        if kind < 0.87:
            sea = (40 + rand.randint(-15, 15), 110 + rand.randint(-20, 20), 200)
            return self._horizon(self._sky(), 0.4, 0.75, sea), rand.choice(["on the sea", "on the water"])
        first, second = ([rand.randint(0, 255) for _ in range(3)] for _ in range(2))
        picture = gradient(rand, SIZE, first, second)
        if rand.random() < 0.5:
            noise = self.rng.standard_normal((SIZE // 8, SIZE // 8, 3), np.float32) * rand.uniform(5, 25)
            picture = picture + cv2.resize(noise, (SIZE, SIZE), interpolation=cv2.INTER_CUBIC)
        return np.clip(picture, 0, 255), None

    def _places(self, single: bool) -> list[tuple[int, int, int, int]]:
        rand = self.rand
        if single:
            width = int(SIZE * rand.uniform(0.5, 1.0))
            height = int(width * rand.uniform(0.88, 1.12))
            x, y = (rand.randint(-v // 12, max(0, SIZE - v + v // 12)) for v in (width, height))
            return [(x, y, width, height)]
        kind = rand.random()
        return self._lattice(2 if kind < 0.2 else 3) if kind < 0.3 else self._scattered()

    def _lattice(self, side: int) -> list:
        rand, cell, found = self.rand, SIZE // side, []
        for row in range(side):
            for column in range(side):
                if rand.random() < 0.1:
                    continue
                width = int(cell * rand.uniform(0.72, 1.1))
                height = int(width * rand.uniform(0.9, 1.1))
                shift = [rand.randint(-cell // 10, cell // 10) for _ in range(2)]
                x, y = column * cell + (cell - width) // 2 + shift[0], row * cell + (cell - height) // 2 + shift[1]
                found.append((x, y, width, height))
        return found

    def _scattered(self) -> list:
        rand = self.rand
        count = rand.choices([1, 2, 3], [0.35, 0.45, 0.2])[0]
        low, high = {1: (0.3, 1.0), 2: (0.28, 0.62), 3: (0.25, 0.45)}[count]
        found: list = []
        for _ in range(count):
            for _ in range(14):
                width = int(SIZE * rand.uniform(low, high))
                height = int(width * rand.uniform(0.85, 1.15))
                x, y = (rand.randint(-v // 10, max(1, SIZE - v + v // 10)) for v in (width, height))
                if not any(
                    x < b[0] + b[2] * 0.85 and b[0] < x + width * 0.85 and y < b[1] + b[3] * 0.85 and b[1] < y + height * 0.85
                    for b in found
                ):
                    found.append((x, y, width, height))
                    break
        return found

    def scene(self, single: bool):
        """picture uint8 [128, 128, 3], things int16 [8, 8], colours int8 [8, 8], list of Placed, words for the ground."""
        rand = self.rand
        picture, words = self.ground()
        best = np.full((CELLS, CELLS), COVERED, np.float32)
        things, colours = np.full((CELLS, CELLS), -1, np.int16), np.full((CELLS, CELLS), -1, np.int8)
        placed = []
        for box in self._places(single):
            name = rand.choice(self.names)
            drawing, colour = rand.choice(self.by_thing[name])
            tint = rand.choice(COLOUR_NAMES) if rand.random() < 0.22 else None
            colour = tint or colour
            covered = paste(picture, drawing, box, COLOURS[tint] if tint else None, rand.random() < 0.5)
            if covered is None:
                continue
            share = covered.reshape(CELLS, CELL, CELLS, CELL).mean((1, 3))
            above = share > best
            best = np.maximum(best, share)
            things[above] = THING_NAMES.index(name)
            colours[above] = COLOUR_NAMES.index(colour) if colour else -1
            placed.append(Placed(name, colour, tuple(value / SIZE for value in box)))
        return np.clip(picture, 0, 255).astype(np.uint8), things, colours, placed, words

    def caption(self, placed: list[Placed], ground: str | None) -> str:
        """"a photo of a red apple and a dog on grass"; of many things some are named."""
        rand = self.rand
        placed = rand.sample(placed, len(placed))
        if len(placed) > 3:
            placed = placed[: rand.choice([1, 2, 2, 3])]
        if not placed:
            return "an empty picture"
        said = [f"{p.colour} {p.name}" if p.colour and rand.random() < 0.9 else p.name for p in placed]
        text = rand.choice(["a photo of ", "", "", "a picture of "]) + listing([with_article(s) for s in said])
        return f"{text} {ground}" if ground and rand.random() < 0.4 else text


class SceneSet:
    """A set on disk; arrays are mapped, not read."""

    def __init__(self, folder: Path, name: str):
        load = lambda part: np.load(folder / f"{name}.{part}.npy", mmap_mode="r")
        self.pictures, self.things, self.colours = load("pictures"), load("things"), load("colours")
        described = json.loads((folder / f"{name}.json").read_text())
        self.captions = described["captions"]
        self.placed = [[Placed(*row) for row in rows] for rows in described["placed"]]


def make(drawings: Drawings, folder: Path, name: str, count: int, seed: int, single: bool, styles=TRAINED_STYLES) -> None:
    """Writes a set; one that is there already is left alone (its .json comes last)."""
    if (folder / f"{name}.json").exists() or count == 0:
        return
    folder.mkdir(parents=True, exist_ok=True)
    maker = SceneMaker(drawings, seed, styles)
    new = lambda part, kind, shape: np.lib.format.open_memmap(folder / f"{name}.{part}.npy", "w+", kind, (count, *shape))
    pictures = new("pictures", np.uint8, (SIZE, SIZE, 3))
    things, colours = new("things", np.int16, (CELLS, CELLS)), new("colours", np.int8, (CELLS, CELLS))
    captions, boxes = [], []
    for i in range(count):
        pictures[i], things[i], colours[i], placed, ground = maker.scene(single)
        captions.append([maker.caption(placed, ground) for _ in range(2)])
        boxes.append([(p.name, p.colour, p.box) for p in placed])
    part = folder / f"{name}.part"
    part.write_text(json.dumps({"captions": captions, "placed": boxes}))
    os.replace(part, folder / f"{name}.json")


def run(given) -> None:
    drawings, folder, sizes = Drawings(given.work / "drawings" / "drawings"), given.work / "scenes", given.sizes
    make(drawings, folder, "scenes", sizes.scenes, 1, single=False)
    make(drawings, folder, "singles", sizes.singles, 2, single=True)
    make(drawings, folder, "held_out_scenes", sizes.held_out_scenes, 99, single=False)
    make(drawings, folder, "held_out_singles", sizes.held_out_singles, 98, single=True)
    make(drawings, folder, "unseen_style", sizes.held_out_singles, 97, single=True, styles=(UNSEEN_STYLE,))
