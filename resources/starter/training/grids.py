"""Pairs of a grid of codes and the picture it stands for, for the decoder and the encoder."""

from dataclasses import dataclass

import numpy as np
import torch

from . import codebook
from .artist import SIZE, Artist
from .words import COLOUR_NAMES

CELLS = 8
CELL = SIZE // CELLS
RAGGED = 0.85  # above this draw a box's edge loses and gains cells, as guidance leaves it
PALE = 0.05  # below this draw things are half transparent


@dataclass
class Batch:
    latents: torch.Tensor  # [B, 256, 8, 8], rotated
    pictures: torch.Tensor  # [B, 3, 128, 128], -1..1
    places: torch.Tensor  # [B, 5, 16, 16]: x and y in the box (-1..1), its width and height (fractions), strength; 0 outside


def cell_colours(picture: np.ndarray) -> torch.Tensor:
    """Mean colour of each cell, [8, 8, 3] in 0..1, of a picture [128, 128, 3] in 0..255."""
    means = picture.reshape(CELLS, CELL, CELLS, CELL, 3).mean((1, 3)) / 255.0
    return torch.from_numpy(means).clamp(0, 1).float()


def coverage(box) -> np.ndarray:
    """How much of each cell a box (fractions) covers: float [8, 8] in 0..1."""
    x, y, width, height = (CELLS * value for value in box)
    cell = np.arange(CELLS)
    across = np.clip(np.minimum(cell + 1, x + width) - np.maximum(cell, x), 0, 1)
    down = np.clip(np.minimum(cell + 1, y + height) - np.maximum(cell, y), 0, 1)
    return np.outer(down, across).astype(np.float32)


def whole_cell_boxes(artist: Artist, count: int) -> list[tuple[int, int, int, int]]:
    """Boxes of whole cells that do not overlap. One grid of codes then has one right picture, so nothing blurs."""
    rand = artist.rand
    low, high = {1: (4, 8), 2: (3, 5)}.get(count, (3, 4))
    found: list = []
    for _ in range(count):
        for _ in range(40):
            width = rand.randint(low, high)
            height = max(3, min(8, width + rand.choice([-1, 0, 0, 0, 1])))
            x, y = rand.randint(0, CELLS - width), rand.randint(0, CELLS - height)
            if all(x >= b[0] + b[2] or b[0] >= x + width or y >= b[1] + b[3] or b[1] >= y + height for b in found):
                found.append((x, y, width, height))
                break
    return found


def _ragged(cells: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    draw = rng.random((CELLS, CELLS))
    wide = np.pad(cells, 1)
    beside = (wide[:-2, 1:-1] | wide[2:, 1:-1] | wide[1:-1, :-2] | wide[1:-1, 2:]) & ~cells
    return (cells & (draw > 0.12)) | (beside & (draw < 0.06))


def _places(places: np.ndarray, box, strength: float) -> None:
    x, y, width, height = box
    middle = (np.arange(2 * CELLS) + 0.5) / 2
    inside = np.outer((middle > y) & (middle < y + height), (middle > x) & (middle < x + width))
    across = np.broadcast_to((middle - x) / width * 2 - 1, inside.shape)
    down = np.broadcast_to(((middle - y) / height * 2 - 1)[:, None], inside.shape)
    size = [np.full(inside.shape, value) for value in (width / CELLS, height / CELLS, strength)]
    places[inside] = np.stack([across, down, *size], -1)[inside]


def pair(artist: Artist, rng: np.random.Generator):
    """One latent [8, 8, 256] (not rotated), its picture [128, 128, 3] in -1..1, and places [16, 16, 5]."""
    rand = artist.rand
    count = 1 if rng.random() < 0.5 else rand.choices([1, 2, 3], [0.1, 0.8, 0.1])[0]
    ground = artist.ground()
    picture = ground.copy()
    boxes = whole_cell_boxes(artist, count)
    names = [rand.choice(artist.names) for _ in boxes]
    colours = [rand.choice(COLOUR_NAMES) if rand.random() < 0.2 else None for _ in boxes]
    kind = rng.random()
    strength = float(rng.uniform(0.05, 1)) if kind < PALE else 1.0
    latent = codebook.ground(cell_colours(ground))
    places = np.zeros((2 * CELLS, 2 * CELLS, 5), np.float32)
    for box, name, colour in zip(boxes, names, colours):
        x, y, width, height = box
        artist.put(picture, name, [value / CELLS for value in box], colour)
        cells = np.zeros((CELLS, CELLS), bool)
        cells[y : y + height, x : x + width] = True
        if kind > RAGGED:
            cells = _ragged(cells, rng)
        share = torch.from_numpy(cells.astype(np.float32))[..., None] * strength
        latent = (1 - share) * latent + share * codebook.thing(name, colour)
        _places(places, box, strength)
    picture = ground + strength * (picture - ground)
    return latent, torch.from_numpy(np.clip(picture, 0, 255) / 127.5 - 1).float(), torch.from_numpy(places)


def batch(artist: Artist, rng: np.random.Generator, size: int) -> Batch:
    """Latents get a little noise: guidance does not stay on codes either."""
    pairs = [pair(artist, rng) for _ in range(size)]
    latents = torch.stack([p[0] @ codebook.ROTATION for p in pairs]).permute(0, 3, 1, 2).float()
    latents = latents + torch.randn_like(latents) * torch.rand(size, 1, 1, 1) * 0.05
    return Batch(
        latents,
        torch.stack([p[1] for p in pairs]).permute(0, 3, 1, 2),
        torch.stack([p[2] for p in pairs]).permute(0, 3, 1, 2),
    )
