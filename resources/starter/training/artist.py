"""Plain drawings on plain grounds: the pictures that the VQGAN's decoder learns to draw."""

import random

import numpy as np

from .drawings import Drawings, paste
from .words import COLOUR_NAMES, COLOURS, DRAWN_NAMES

SIZE = 128
SKY, GRASS = (130, 190, 245), (90, 160, 75)


def gradient(rand: random.Random, size: int, first, second) -> np.ndarray:
    """Float [size, size, 3] that goes from one colour to another in a direction drawn at random."""
    angle = rand.random() * 6.28
    rows, columns = np.mgrid[0:size, 0:size] / (size - 1.0)
    along = columns * np.cos(angle) + rows * np.sin(angle)
    along = ((along - along.min()) / (along.max() - along.min()))[..., None]
    return (np.array(first) * (1 - along) + np.array(second) * along).astype(np.float32)


class Artist:
    """Draws scenes of the things that the pack draws. The same seed gives the same scenes."""

    def __init__(self, drawings: Drawings, seed: int):
        self.rand = random.Random(seed)
        self.plain = drawings.plain()
        self.names = [name for name in DRAWN_NAMES if name in self.plain]

    def _any_colour(self):
        return np.array([self.rand.randint(0, 255) for _ in range(3)], np.float32)

    def _named_colour(self):
        base = np.array(COLOURS[self.rand.choice(COLOUR_NAMES)])
        return np.clip(base + np.array([self.rand.randint(-25, 25) for _ in range(3)]), 0, 255).astype(np.float32)

    def _half(self, base):
        if self.rand.random() < 0.6:
            return np.clip(np.array(base) + np.array([self.rand.randint(-40, 40) for _ in range(3)]), 0, 255)
        return self._any_colour()

    def ground(self) -> np.ndarray:
        """Float [128, 128, 3], 0..255: one colour, two halves, or a gradient."""
        kind = self.rand.random()
        picture = np.empty((SIZE, SIZE, 3), np.float32)
        if kind < 0.65:
            picture[:] = self._named_colour() if self.rand.random() < 0.6 else self._any_colour()
        elif kind < 0.9:
            picture[: SIZE // 2] = self._half(SKY)
            picture[SIZE // 2 :] = self._half(GRASS)
        else:
            first, second = self._named_colour(), self._named_colour()
            picture[:] = gradient(self.rand, SIZE, first, second)
        return picture

    def boxes(self, count: int) -> list[tuple[float, float, float, float]]:
        """Up to `count` boxes apart from each other: x, y, width, height as fractions of the picture."""
        low, high = {1: (0.38, 0.95), 2: (0.38, 0.62)}.get(count, (0.32, 0.48))
        found: list = []
        for _ in range(count):
            for _ in range(30):
                width = self.rand.uniform(low, high)
                height = min(0.97, width * self.rand.uniform(0.75, 1.33))
                x = self.rand.uniform(0.01, 0.99 - width) if width < 0.97 else 0.01
                y = self.rand.uniform(0.01, max(0.011, 0.99 - height))
                if not any(_overlap((x, y, width, height), other) for other in found):
                    found.append((x, y, width, height))
                    break
        return found

    def put(self, picture: np.ndarray, name: str, box, colour: str | None = None) -> None:
        """Draws a thing into its box (fractions); its proportions are kept within a quarter."""
        x, y, width, height = (value * SIZE for value in box)
        drawing = self.plain[name]
        proportion = drawing.shape[1] / drawing.shape[0]
        inner_width, inner_height = width * 0.96, height * 0.96
        stretch = width / height / proportion
        if stretch > 1.25:
            inner_width = inner_height * proportion * 1.25
        elif stretch < 0.8:
            inner_height = inner_width / proportion * 1.25
        w, h = max(6, int(round(inner_width))), max(6, int(round(inner_height)))
        place = (int(round(x + (width - w) / 2)), int(round(y + (height - h) / 2)), w, h)
        paste(picture, drawing, place, COLOURS[colour] if colour else None)

    def scene(self, tint: float = 0.2):
        """picture uint8 [128, 128, 3], names, colours (or None), boxes."""
        count = self.rand.choices([1, 2, 3], [0.45, 0.4, 0.15])[0]
        picture = self.ground()
        boxes = self.boxes(count)
        names = self.rand.sample(self.names, len(boxes))
        colours = [self.rand.choice(COLOUR_NAMES) if self.rand.random() < tint else None for _ in boxes]
        for name, colour, box in zip(names, colours, boxes):
            self.put(picture, name, box, colour)
        return np.clip(picture, 0, 255).astype(np.uint8), names, colours, boxes


def _overlap(a, b) -> bool:
    return (
        a[0] < b[0] + b[2] * 0.97 and b[0] < a[0] + a[2] * 0.97
        and a[1] < b[1] + b[3] * 0.97 and b[1] < a[1] + a[3] * 0.97
    )
