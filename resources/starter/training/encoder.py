"""The VQGAN's encoder: a picture -> its grid of codes. It learns from what the decoder learns from, from boxes at any
place, from empty grounds, and from faces, which count as grounds."""

import numpy as np
import torch
import torch.nn.functional as F

from . import codebook, grids
from .artist import Artist
from .drawings import Drawings
from .run import Run, load_weights
from .vqgan import SemanticEncoder
from .words import COLOUR_NAMES, DRAWN_NAMES, THING_NAMES

DRAWN = [THING_NAMES.index(name) for name in DRAWN_NAMES]
THINGS = slice(0, 248)


def free_boxes(artist: Artist, empty: bool):
    """Latent [8, 8, 256] (not rotated) and picture [128, 128, 3] in -1..1; cells share things by how much is covered."""
    rand = artist.rand
    ground = artist.ground()
    picture = ground.copy()
    boxes = [] if empty else artist.boxes(rand.choices([1, 2, 3], [0.45, 0.4, 0.15])[0])
    latent = codebook.ground(grids.cell_colours(ground))
    for box in boxes:
        name = rand.choice(artist.names)
        colour = rand.choice(COLOUR_NAMES) if rand.random() < 0.2 else None
        artist.put(picture, name, box, colour)
        share = torch.from_numpy(grids.coverage(box))[..., None]
        latent = (1 - share) * latent + share * codebook.thing(name, colour)
    return latent, torch.from_numpy(np.clip(picture, 0, 255) / 127.5 - 1).float()


def pair(artist: Artist, rng: np.random.Generator, faces: np.ndarray):
    kind = rng.random()
    if kind < 0.12:
        face = np.array(faces[rng.integers(len(faces))])
        return codebook.ground(grids.cell_colours(face)), torch.from_numpy(face / 127.5 - 1).float()
    if kind < 0.55:
        return grids.pair(artist, rng)[:2]
    return free_boxes(artist, empty=kind >= 0.85)


def batch(artist: Artist, rng: np.random.Generator, faces: np.ndarray, size: int):
    """Pictures [B, 3, 128, 128] with a little noise, latents [B, 8, 8, 256] (not rotated)."""
    pairs = [pair(artist, rng, faces) for _ in range(size)]
    pictures = torch.stack([p[1] for p in pairs]).permute(0, 3, 1, 2)
    pictures = pictures + torch.randn_like(pictures) * torch.rand(size, 1, 1, 1) * 0.06
    return pictures, torch.stack([p[0] for p in pairs])


def loss(found: torch.Tensor, wanted: torch.Tensor) -> tuple[torch.Tensor, float]:
    """Squared errors of thing and ground, and the right thing among those drawn where one fills most of a cell.

    Both [B, 8, 8, 256], not rotated. Also returns the share of such cells that are named right.
    """
    error = (found - wanted).square()
    total = 1.5 * error[..., THINGS].sum(-1).mean() + 6 * error[..., 248:].sum(-1).mean()
    strength, which = wanted[..., THINGS].max(-1)
    filled = strength > 0.6
    if not filled.any():
        return total, float("nan")
    scores = found[..., DRAWN][filled]
    right = torch.tensor([DRAWN.index(int(k)) for k in which[filled]])
    return total + 1.5 * F.cross_entropy(8 * scores, right), (scores.argmax(-1) == right).float().mean().item()


def named_right(encoder: SemanticEncoder, held_out: grids.Batch) -> dict[str, float]:
    """Share of cells whose nearest code is of the right thing, and of ground cells whose nearest code is a ground."""
    table = codebook.codes()
    with torch.no_grad():
        found = torch.cat([codebook.nearest(encoder(part), table) for part in held_out.pictures.split(4)])
    wanted = codebook.nearest(held_out.latents, table)
    is_thing = wanted < codebook.THING_CODES
    right = found // codebook.TINTS == wanted // codebook.TINTS
    return {
        "things_named_right": right[is_thing].float().mean().item(),
        "grounds_are_grounds": (found[~is_thing] >= codebook.THING_CODES).float().mean().item(),
    }


def load_faces(work) -> np.ndarray:
    return np.memmap(work / "drawings" / "faces.bin", np.uint8, "r").reshape(-1, 128, 128, 3)


def run(given) -> None:
    torch.set_num_threads(1)
    drawings, faces = Drawings(given.work / "drawings" / "drawings"), load_faces(given.work)
    held_out = grids.batch(Artist(drawings, 8642), np.random.default_rng(6), given.sizes.held_out_grids)
    model = SemanticEncoder()
    optimizer = torch.optim.Adam(model.parameters(), lr=given.rate or 2e-3, betas=(0.9, 0.98))
    target = given.pictures or given.sizes.encoder_pictures
    training = Run(given.work / "encoder", model, optimizer, target, given.minutes, decay=0.995)
    if given.start:
        training.start_from(load_weights(given.start))
    torch.manual_seed(training.pictures)
    artist, rng = Artist(drawings, training.pictures), np.random.default_rng(training.pictures)
    while not training.over:
        pictures, wanted = batch(artist, rng, faces, given.sizes.batch)
        found = model(pictures).permute(0, 2, 3, 1) @ codebook.ROTATION.T
        value, right = loss(found, wanted)
        training.step(value, len(pictures), **({} if np.isnan(right) else {"right": right}))
        if training.due():
            training.log(**named_right(training.average, held_out))
    training.save()
    training.log(**named_right(training.average, held_out))
