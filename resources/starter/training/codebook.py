"""The codebook of the VQGAN: a code says which thing, in which tint, or which ground colour stands in a cell.

A latent has 256 numbers: 248 for the thing (one-hot, by its place in the list of names), 4 for a tint and 4 for the
ground's colour, turned by one fixed random rotation. Code k < 576 is thing k / 12 in tint k % 12 (0: none, then the
eleven colours); then come 216 grounds, red slowest, blue fastest.
"""

import torch

from .words import COLOUR_NAMES, COLOURS, DRAWN_NAMES, THING_NAMES

LATENT = 256
TINT = slice(248, 252)
GROUND = slice(252, 256)
TINTS = 1 + len(COLOUR_NAMES)
GROUND_LEVELS = 6
THING_CODES = len(DRAWN_NAMES) * TINTS
FILE_SCALE = 8.0  # the pack's file holds latents of norm 8: then the engine's usual learning rates fit


def _rotation() -> torch.Tensor:
    generator = torch.Generator().manual_seed(7)
    return torch.linalg.qr(torch.randn(LATENT, LATENT, generator=generator))[0]


ROTATION = _rotation()


def thing(name: str, colour: str | None = None) -> torch.Tensor:
    """[256], not rotated."""
    vector = torch.zeros(LATENT)
    vector[THING_NAMES.index(name)] = 1
    if colour:
        vector[TINT] = torch.cat([torch.tensor(COLOURS[colour]) / 255.0 - 0.5, torch.tensor([0.35])])
    return vector


def ground(rgb: torch.Tensor) -> torch.Tensor:
    """Colours [..., 3] in 0..1 -> [..., 256], not rotated."""
    vector = torch.zeros(*rgb.shape[:-1], LATENT)
    vector[..., GROUND] = torch.cat([(rgb - 0.5) * 1.1, torch.full_like(rgb[..., :1], 0.45)], -1)
    return vector


def codes() -> torch.Tensor:
    """All codes [792, 256], rotated, of norm about 1."""
    rows = [thing(name, colour) for name in DRAWN_NAMES for colour in (None, *COLOUR_NAMES)]
    level = torch.linspace(0, 1, GROUND_LEVELS)
    grid = torch.stack(torch.meshgrid(level, level, level, indexing="ij"), -1).view(-1, 3)
    return torch.cat([torch.stack(rows), ground(grid)]) @ ROTATION


def nearest(latents: torch.Tensor, table: torch.Tensor) -> torch.Tensor:
    """Indices [B, h, w] of the rows of `table` [N, 256] nearest to latents [B, 256, h, w]."""
    flat = latents.permute(0, 2, 3, 1).reshape(-1, table.shape[1])
    distance = table.square().sum(1) - 2 * flat @ table.T
    return distance.argmin(1).view(latents.shape[0], *latents.shape[2:])
