"""What CLIP's image side is trained on: cells name what stands in them, pictures name what is in them, captions match."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from . import face_words
from .bpe import Tokenizer
from .clip_model import Clip
from .words import COLOUR_NAMES, THING_NAMES, with_article

SHARPNESS = 24.0  # cosines times this are the logits


@dataclass
class Batch:
    """S pictures of scenes, then F of faces."""

    pictures: torch.Tensor  # [S + F, 3, 128, 128], 0..1
    things: torch.Tensor  # [S, 64] index of the name, -1 none
    colours: torch.Tensor  # [S, 64] index of the colour, -1 none
    captions: torch.Tensor  # [S + F, 192], of norm 1
    faces: torch.Tensor  # [F, 6] as face_words.labels


class Texts:
    """Embeddings of names, coloured names and faces' phrases by a frozen text tower, all of norm 1."""

    def __init__(self, clip: Clip, tokenizer: Tokenizer):
        self.clip, self.tokenizer = clip, tokenizer
        self.names = self([with_article(name) for name in THING_NAMES])  # [248, 192]
        coloured = [[with_article(f"{colour} {name}") for colour in COLOUR_NAMES] for name in THING_NAMES]
        self.coloured = torch.stack([self(row) for row in coloured])  # [248, 11, 192]
        self.groups = [self(phrases) for phrases in face_words.GROUPS]

    def __call__(self, phrases: list[str]) -> torch.Tensor:
        with torch.no_grad():
            return F.normalize(self.clip.text(self.tokenizer(phrases)), dim=-1)


def contrast(pictures: torch.Tensor, captions: torch.Tensor) -> torch.Tensor:
    """CLIP's own loss; captions that mean the same do not count against each other."""
    scores = SHARPNESS * pictures @ captions.T
    same = (captions @ captions.T > 0.98).fill_diagonal_(False)
    scores = scores.masked_fill(same, -1e4)
    right = torch.arange(len(scores))
    return (F.cross_entropy(scores, right) + F.cross_entropy(scores.T, right)) / 2


def presence(pictures: torch.Tensor, things: torch.Tensor, names: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of each picture's name scores to an even share over the names that are in it, [S]."""
    wanted = torch.zeros(len(things), len(names))
    row, cell = torch.nonzero(things >= 0, as_tuple=True)
    wanted[row, things[row, cell]] = 1
    wanted = wanted / wanted.sum(1, keepdim=True).clamp(min=1)
    return -(wanted * F.log_softmax(SHARPNESS * pictures @ names.T, 1)).sum(1)


def face_loss(pictures: torch.Tensor, labels: torch.Tensor, texts: Texts) -> torch.Tensor:
    total = torch.zeros(())
    for group, right in zip(texts.groups, labels.T):
        holds = right >= 0
        if holds.any():
            total = total + F.cross_entropy(SHARPNESS * pictures[holds] @ group.T, right[holds])
    return total


def loss(clip: Clip, batch: Batch, texts: Texts) -> tuple[torch.Tensor, dict[str, float]]:
    tokens = F.normalize(clip.image(batch.pictures), dim=-1)
    scenes = len(batch.things)
    whole, cells = tokens[:, 0], tokens[:scenes, 1:]
    filled = batch.things >= 0
    scores, right = SHARPNESS * cells[filled] @ texts.names.T, batch.things[filled]
    total = contrast(whole, batch.captions) + presence(whole[:scenes], batch.things, texts.names).mean()
    total = total + 0.25 * face_loss(whole[scenes:], batch.faces, texts)
    if filled.any():
        total = total + F.cross_entropy(scores, right)
    coloured = filled & (batch.colours >= 0)
    if coloured.any():
        of_colours = torch.einsum("ne,nce->nc", cells[coloured], texts.coloured[batch.things[coloured]])
        total = total + 0.5 * F.cross_entropy(SHARPNESS * of_colours, batch.colours[coloured])
    return total, {"cells_right": (scores.argmax(1) == right).float().mean().item()} if filled.any() else {}
