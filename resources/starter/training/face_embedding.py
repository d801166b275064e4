"""The w of a face: a fixed orthonormal embedding of the drawing's 98 choices, so that an attribute is a known direction."""

import torch
import torch.nn.functional as F

from .stylegan2 import STYLE

# The numbers of z that decide something, in the order of faces.mjs.
_BLOCKS = {
    "kind": 7, "top": 12, "hair": 11, "skin": 5, "ground": 8, "cloth": 10, "clothing": 7, "facialHair": 8, "eyewear": 8,
    "mouth": 7, "eyes": 7, "eyebrows": 6,
}
Z_LENGTH = sum(_BLOCKS.values())
# What can be chosen: one-hot, but soft for the four colours at the end.
HEADS = {
    "top": 26, "facialHair": 6, "eyewear": 5, "mouth": 7, "eyes": 7, "eyebrows": 6, "clothing": 7, "hair": 11, "skin": 5,
    "ground": 8, "cloth": 10,
}
COLOUR_HEADS = ("hair", "skin", "ground", "cloth")
_KIND = torch.tensor([0, 0, 1, 1, 1, 2, 3])  # short, long, hat, none
_TOPS = [(0, 10), (10, 12), (22, 3)]  # first index and count of each kind's tops; 25: none
_FACIAL_HAIR = torch.tensor([0, 0, 0, 1, 2, 3, 4, 5])
_EYEWEAR = torch.tensor([0, 0, 0, 0, 1, 2, 3, 4])


def choices(z: torch.Tensor) -> torch.Tensor:
    """z [B, 96] -> what is drawn [B, 98], as faces.mjs chooses in its mode "soft"."""
    part = dict(zip(_BLOCKS, z.split(list(_BLOCKS.values()), 1)))
    kind, top = _KIND[part["kind"].argmax(1)], torch.full((len(z),), 25)
    for i, (first, count) in enumerate(_TOPS):
        top[kind == i] = first + part["top"][kind == i, :count].argmax(1)
    index = {name: part[name].argmax(1) for name in ("mouth", "eyes", "eyebrows", "clothing")}
    index |= {"top": top, "facialHair": _FACIAL_HAIR[part["facialHair"].argmax(1)]}
    index |= {"eyewear": _EYEWEAR[part["eyewear"].argmax(1)]}
    soft = {name: (6 * part[name]).softmax(1) for name in COLOUR_HEADS}
    return torch.cat([soft[n] if n in soft else F.one_hot(index[n], count).float() for n, count in HEADS.items()], 1)


def _seeded(seed: int, *shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


DIRECTIONS = torch.linalg.qr(_seeded(11, STYLE, sum(HEADS.values())))[0].T.contiguous()  # [98, 192]
_sample = choices(_seeded(12, 20_000, Z_LENGTH))
MEAN = _sample.mean(0)
SCALE = 1 / ((_sample - MEAN) @ DIRECTIONS).std()


def embed(chosen: torch.Tensor) -> torch.Tensor:
    """[B, 98] -> w [B, 192], of deviation 1."""
    return (chosen - MEAN) @ DIRECTIONS * SCALE


def read(w: torch.Tensor) -> torch.Tensor:
    """The inverse: w [B, 192] -> [B, 98]."""
    return (w / SCALE) @ DIRECTIONS.T + MEAN
