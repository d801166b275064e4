"""Labelled scenes that the VQGAN's decoder draws: a CLIP that knows only sharp drawings cannot name its softer ones."""

import json
import os
from pathlib import Path

import numpy as np
import torch

from . import codebook, grids
from .artist import Artist
from .run import load_weights
from .sheet import as_bytes
from .vqgan import SemanticDecoder
from .words import COLOUR_NAMES, THING_NAMES, listing, with_article


def _grid(artist: Artist, rng: np.random.Generator):
    """Latent [8, 8, 256] (not rotated), things and colours [8, 8], a caption."""
    rand = artist.rand
    latent = codebook.ground(grids.cell_colours(artist.ground()))
    things, colours = np.full((8, 8), -1, np.int16), np.full((8, 8), -1, np.int8)
    said, boxes = [], []
    for box in artist.boxes(rand.choices([1, 2, 3], [0.4, 0.45, 0.15])[0]):
        name = rand.choice(artist.names)
        colour = rand.choice(COLOUR_NAMES) if rand.random() < 0.3 else None
        cells = grids.coverage(box) > rand.uniform(0.35, 0.55)
        cells &= rng.random((8, 8)) > (0 if rand.random() < 0.6 else 0.15)
        latent[torch.from_numpy(cells)] = codebook.thing(name, colour)
        things[cells] = THING_NAMES.index(name)
        colours[cells] = COLOUR_NAMES.index(colour) if colour else -1
        said.append(with_article(f"{colour} {name}" if colour else name))
        boxes.append((name, colour, box))
    rand.shuffle(said)
    return latent, things, colours, rand.choice(["a photo of ", "", "", "a picture of "]) + listing(said), boxes


def make(artist: Artist, weights: Path, folder: Path, name: str, count: int) -> None:
    """Writes a set as scenes.py does, drawn by the decoder of `weights`; again where that file is newer than the set."""
    described = folder / f"{name}.json"
    if described.exists() and described.stat().st_mtime > weights.stat().st_mtime:
        return
    decoder, rng = SemanticDecoder().eval(), np.random.default_rng(count)
    decoder.load_state_dict(load_weights(weights))
    pictures = np.empty((count, 128, 128, 3), np.uint8)
    made = []
    for first in range(0, count, 8):
        part = [_grid(artist, rng) for _ in range(min(8, count - first))]
        latents = torch.stack([p[0] @ codebook.ROTATION for p in part]).permute(0, 3, 1, 2)
        with torch.no_grad():
            pictures[first : first + len(part)] = as_bytes(decoder(latents))
        made += part
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / f"{name}.pictures.npy", pictures)
    np.save(folder / f"{name}.things.npy", np.stack([p[1] for p in made]))
    np.save(folder / f"{name}.colours.npy", np.stack([p[2] for p in made]))
    part = folder / f"{name}.part"
    part.write_text(json.dumps({"captions": [[p[3], p[3]] for p in made], "placed": [p[4] for p in made]}))
    os.replace(part, described)
