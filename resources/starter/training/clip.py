"""The step `clip`: the image side of CLIP learns from labelled scenes, faces, and what the decoder draws.

The text tower stays as it is. In the middle of a run from nothing, free adversarial training (Shafahi et al. 2019; L2
radius 1): each batch twice, the second time moved by the first one's gradient on the pictures, so that gradients draw.
"""

import json
import random
import shutil

import numpy as np
import torch

from . import drawn_scenes, face_words
from .artist import Artist
from .bpe import Tokenizer
from .clip_loss import Batch, Texts, loss
from .clip_model import Clip
from .drawings import Drawings
from .encoder import load_faces
from .run import Run, load_weights
from .scenes import SceneSet

ADVERSARIAL = (0.4, 0.85)  # shares of a run from nothing
RADIUS = 1.0
KEPT_BACK = 200  # faces at the end of the file are for measuring


def jitter(pictures: torch.Tensor) -> torch.Tensor:
    """Light, colour and noise; [B, 3, h, w] in 0..1."""
    count = len(pictures)
    pictures = pictures * torch.empty(count, 1, 1, 1).uniform_(0.8, 1.2) + torch.empty(count, 3, 1, 1).uniform_(-0.06, 0.06)
    return (pictures + torch.randn_like(pictures) * torch.rand(count, 1, 1, 1) * 0.2).clamp(-0.3, 1.3)


def tensor(pictures: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).float() / 255


class Sampler:
    """Batches of scenes (with `counts` of each set) and faces."""

    def __init__(self, work, counts: dict[str, int], faces: int, texts: Texts, seed: int):
        self.sets = {name: SceneSet(work / "scenes", name) for name in counts}
        self.counts, self.face_count, self.texts = counts, faces, texts
        self.pictures_of_faces = load_faces(work)
        self.faces = json.loads((work / "drawings" / "faces.json").read_text())
        self.rand, self.rng = random.Random(seed), np.random.default_rng(seed)

    def _scene(self, scenes: SceneSet):
        i = self.rng.integers(len(scenes.pictures))
        way = -1 if self.rng.random() < 0.3 else 1  # mirrored
        parts = (scenes.pictures[i][:, ::way], scenes.things[i][:, ::way], scenes.colours[i][:, ::way])
        return *parts, self.rand.choice(scenes.captions[i])

    def batch(self) -> Batch:
        rows = [self._scene(self.sets[name]) for name, count in self.counts.items() for _ in range(count)]
        chosen = self.rng.integers(0, max(1, len(self.faces) - KEPT_BACK), self.face_count)
        faces = [self.faces[i] for i in chosen]
        captions = [row[3] for row in rows] + [face_words.caption(face, self.rand) for face in faces]
        cells = lambda k: torch.from_numpy(np.stack([row[k] for row in rows]).astype(np.int64)).flatten(1)
        pictures = [row[0] for row in rows] + [np.array(self.pictures_of_faces[i]) for i in chosen]
        return Batch(
            jitter(tensor(np.stack(pictures))), cells(1), cells(2), self.texts(captions),
            torch.tensor([face_words.labels(face) for face in faces]),
        )


def pushed(pictures: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
    """Pictures moved by RADIUS (L2, a picture) in the direction in which the loss grows."""
    length = gradient.flatten(1).norm(dim=1)[:, None, None, None]
    return (pictures + RADIUS * gradient / (length + 1e-12)).detach()


def measure(clip: Clip, work, texts: Texts, most: int = 400) -> dict[str, float]:
    """Shares named right: single things by the whole picture, cells of scenes, the same in a style that was not trained."""
    figures = {}
    for name, what in (("held_out_singles", "top1"), ("unseen_style", "top1_unseen_style"), ("held_out_scenes", "cells")):
        scenes = SceneSet(work / "scenes", name)
        with torch.no_grad():
            tokens = torch.cat([clip.image(part) for part in tensor(scenes.pictures[:most]).split(25)])
        things = torch.from_numpy(scenes.things[:most].astype(np.int64)).flatten(1)
        found = (tokens @ texts.names.T).argmax(-1)
        if what == "cells":
            right = (found[:, 1:] == things)[things >= 0]
        else:
            shown = things.max(1)[0]
            right = (found[:, 0] == shown)[shown >= 0]
        figures[what + "_right"] = right.float().mean().item()
    return figures


def begin(given, folder) -> tuple[Clip, Tokenizer]:
    """A whole CLIP from `--start` with the pack's merges, else the text tower of the step `text`."""
    merges = folder / "merges.txt"
    if not merges.exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(given.pack / "merges.txt" if given.start else given.work / "text" / "merges.txt", merges)
    tokenizer = Tokenizer(merges)
    clip = Clip(tokenizer.size)
    if not (folder / "state.pt").exists():
        clip.load_state_dict(load_weights(given.start or given.work / "text" / "average.safetensors"))
    for name, parameter in clip.named_parameters():
        parameter.requires_grad_(name.startswith("visual"))
    return clip, tokenizer


def run(given) -> None:
    torch.set_num_threads(1)
    folder, sizes = given.work / "clip", given.sizes
    artist = Artist(Drawings(given.work / "drawings" / "drawings"), 777)
    drawn_scenes.make(artist, given.work / "decoder" / "average.safetensors", given.work / "scenes", "drawn", sizes.drawn)
    clip, tokenizer = begin(given, folder)
    matrices = [p for p in clip.parameters() if p.requires_grad and p.ndim >= 2]
    others = [p for p in clip.parameters() if p.requires_grad and p.ndim < 2]
    groups = [{"params": matrices, "weight_decay": 0.02}, {"params": others, "weight_decay": 0.0}]
    rate = given.rate or (2e-4 if given.start else 1e-3)
    optimizer = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98))
    training = Run(folder, clip, optimizer, given.pictures or sizes.clip_pictures, given.minutes, decay=0.995)
    texts = Texts(clip, tokenizer)
    torch.manual_seed(training.pictures)
    sampler = Sampler(given.work, sizes.clip_batch, sizes.clip_faces, texts, training.pictures)
    while not training.over:
        batch = sampler.batch()
        adversarial = not given.start and ADVERSARIAL[0] < training.done < ADVERSARIAL[1]
        batch.pictures.requires_grad_(adversarial)
        value, figures = loss(clip, batch, texts)
        training.step(value, len(batch.pictures), **figures)
        if adversarial:
            batch.pictures = pushed(batch.pictures, batch.pictures.grad)
            value, _ = loss(clip, batch, texts)
            training.step(value, len(batch.pictures))
        if training.due():
            training.log(**measure(training.average, given.work, texts))
    training.save()
    training.log(**measure(training.average, given.work, texts))
