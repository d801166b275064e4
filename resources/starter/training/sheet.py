"""The step `sheet`: the decoder's drawings beside those it learned from, PSNR, and what the judge calls them."""

import json
from pathlib import Path

import cv2
import numpy as np
import torch

from . import codebook, grids
from .artist import Artist
from .decoder import HeldOut
from .drawings import Drawings
from .judge import crop, load, ranks, tensor
from .run import load_weights
from .vqgan import SemanticDecoder
from .words import THING_NAMES

SIDES = (8, 7, 6, 5, 4)  # of the judged boxes, in cells, one after the other


def as_bytes(pictures: torch.Tensor) -> np.ndarray:
    """[B, 3, h, w] in -1..1 -> uint8 [B, h, w, 3]."""
    return ((pictures.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()


def rows(*groups: np.ndarray, columns: int) -> np.ndarray:
    """Pictures of equal size, uint8 [B, h, w, 3] each, as one picture: a row of the first group, below it the second's."""
    lines = []
    for first in range(0, len(groups[0]), columns):
        for group in groups:
            line = list(group[first : first + columns])
            line += [np.full_like(line[0], 255)] * (columns - len(line))
            lines.append(np.concatenate(line, 1))
    return np.concatenate(lines)


def single_things(artist: Artist, each: int):
    """Every drawn thing alone in `each` boxes of whole cells on grounds drawn at random, no tint.

    Codes as latents [B, 256, 8, 8], pictures [B, 3, 128, 128] in -1..1, boxes (fractions), names.
    """
    table = codebook.codes()
    latents, pictures, boxes, names = [], [], [], []
    for name in artist.names:
        for i in range(each):
            side = SIDES[i % len(SIDES)]
            x, y = (artist.rand.randint(0, grids.CELLS - side) for _ in range(2))
            box = [value / grids.CELLS for value in (x, y, side, side)]
            picture = artist.ground()
            grid = codebook.ground(grids.cell_colours(picture)) @ codebook.ROTATION
            grid[y : y + side, x : x + side] = codebook.thing(name) @ codebook.ROTATION
            index = codebook.nearest(grid.permute(2, 0, 1)[None], table)[0]
            artist.put(picture, name, box)
            latents.append(table[index].permute(2, 0, 1))
            pictures.append(torch.from_numpy(np.clip(picture, 0, 255) / 127.5 - 1).permute(2, 0, 1).float())
            boxes.append(box)
            names.append(THING_NAMES.index(name))
    return torch.stack(latents), torch.stack(pictures), boxes, torch.tensor(names)


def judged(judge, pictures: np.ndarray, boxes, names: torch.Tensor) -> dict[str, float]:
    """Shares of boxes of pictures uint8 [B, 128, 128, 3] where the judge names the right thing first, or among five."""
    rank = ranks(judge, tensor(np.stack([crop(p, box) for p, box in zip(pictures, boxes)])), names)
    return {"top1": (rank == 0).float().mean().item(), "top5": (rank < 5).float().mean().item()}


def measure(decoder: SemanticDecoder, judge, drawings: Drawings, folder: Path, sizes) -> dict:
    """Writes decoder.png (held-out grids) and things.png (single things) to `folder`; returns the figures."""
    held_out = HeldOut(drawings, sizes.held_out_grids)
    latents, pictures, boxes, names = single_things(Artist(drawings, 2468), sizes.judged)
    with torch.no_grad():
        drawn = as_bytes(torch.cat([decoder(part) for part in latents.split(8)]))
    wanted = as_bytes(pictures)
    folder.mkdir(parents=True, exist_ok=True)
    sheets = {
        "decoder.png": rows(as_bytes(held_out.batch.pictures), as_bytes(held_out.draw(decoder)), columns=8),
        "things.png": rows(wanted[:: sizes.judged], drawn[:: sizes.judged], columns=12),
    }
    for name, sheet in sheets.items():
        cv2.imwrite(str(folder / name), sheet[..., ::-1])
    return {
        "held_out_psnr": held_out.psnr(decoder),
        "decoded_things_named_right": judged(judge, drawn, boxes, names),
        "drawings_named_right": judged(judge, wanted, boxes, names),
        "boxes": len(names),
    }


def run(given) -> None:
    torch.set_num_threads(1)
    decoder = SemanticDecoder()
    decoder.load_state_dict(load_weights(given.start or given.work / "decoder" / "average.safetensors"))
    judge = load(given.work / "judge" / "average.safetensors")
    drawings, folder = Drawings(given.work / "drawings" / "drawings"), given.work / "sheet"
    figures = measure(decoder.eval(), judge, drawings, folder, given.sizes)
    (folder / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures), flush=True)
