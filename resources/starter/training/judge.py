"""The independent judge: names what is in a box. Another architecture and seed than CLIP's, never used for guidance."""

from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .run import Run, load_weights
from .scenes import SceneSet
from .words import THING_NAMES

SIDE = 40


class Block(nn.Module):
    def __init__(self, c_in: int, c_out: int, stride: int):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False), nn.BatchNorm2d(c_out)
        self.conv2, self.norm2 = nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False), nn.BatchNorm2d(c_out)
        self.shortcut = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        h = F.relu(self.norm1(self.conv1(x)))
        return F.relu(self.norm2(self.conv2(h)) + self.shortcut(x))


class Judge(nn.Module):
    """Crops [B, 3, 40, 40] in 0..1 -> scores of the 248 names [B, 248]. A small residual network (He et al. 2016)."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 5, 2, 2, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.blocks = nn.Sequential(Block(32, 64, 1), Block(64, 128, 2), Block(128, 256, 2))
        self.head = nn.Linear(256, len(THING_NAMES))

    def forward(self, x):
        h = self.blocks(self.stem(x * 4 - 2)).mean((2, 3))
        return self.head(F.dropout(h, 0.2, self.training))


def crop(picture: np.ndarray, box) -> np.ndarray:
    """What is in a box (fractions) of a picture uint8 [H, W, 3], as uint8 [40, 40, 3]; edges go on where it sticks out."""
    height, width = picture.shape[:2]
    x0, x1 = (int(round(v * width)) for v in (box[0], box[0] + box[2]))
    y0, y1 = (int(round(v * height)) for v in (box[1], box[1] + box[3]))
    out = max(0, -x0, -y0, x1 - width, y1 - height)
    if out:
        picture = cv2.copyMakeBorder(picture, out, out, out, out, cv2.BORDER_REPLICATE)
    part = picture[y0 + out : y1 + out, x0 + out : x1 + out]
    return cv2.resize(part, (SIDE, SIDE), interpolation=cv2.INTER_AREA if y1 - y0 > SIDE else cv2.INTER_LINEAR)


def tensor(crops: np.ndarray) -> torch.Tensor:
    """uint8 [B, 40, 40, 3] -> [B, 3, 40, 40] in 0..1."""
    return torch.from_numpy(crops).permute(0, 3, 1, 2).float() / 255


def crops_of(sets: list[SceneSet]) -> tuple[np.ndarray, torch.Tensor]:
    """All boxes of some sets of scenes: uint8 [N, 40, 40, 3], indices of the names [N]."""
    found, names = [], []
    for scenes in sets:
        for picture, placed in zip(scenes.pictures, scenes.placed):
            for thing in placed:
                found.append(crop(np.asarray(picture), thing.box))
                names.append(THING_NAMES.index(thing.name))
    return np.stack(found), torch.tensor(names)


def augment(x: torch.Tensor) -> torch.Tensor:
    """Small moves, blur, light, noise and mirror images of crops [B, 3, 40, 40]."""
    count = len(x)
    draw = lambda low, high, *shape: torch.empty(count, *shape).uniform_(low, high)
    scale, turn = draw(0.85, 1.15), draw(-0.12, 0.12)
    move = torch.zeros(count, 2, 3)
    move[:, 0, 0], move[:, 1, 1] = scale * draw(0.9, 1.1), scale * draw(0.9, 1.1)
    move[:, 0, 1], move[:, 1, 0] = turn, -turn
    move[:, :, 2] = draw(-0.12, 0.12, 2)
    grid = F.affine_grid(move, x.shape, align_corners=False)
    x = F.grid_sample(x, grid, padding_mode="border", align_corners=False)
    blurred = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    more = F.avg_pool2d(F.pad(blurred, (2, 2, 2, 2), mode="replicate"), 5, 1)
    which = torch.rand(count, 1, 1, 1)
    x = torch.where(which < 0.35, x, torch.where(which < 0.7, blurred, more))
    x = x * draw(0.8, 1.2, 1, 1, 1) + draw(-0.06, 0.06, 3, 1, 1)
    x = x + torch.randn_like(x) * 0.05 * torch.rand(count, 1, 1, 1)
    return torch.where(torch.rand(count, 1, 1, 1) < 0.5, x, x.flip(-1))


def ranks(judge: Judge, crops: torch.Tensor, names: torch.Tensor) -> torch.Tensor:
    """How many names the judge prefers to the right one, [N]; 0: named right."""
    with torch.no_grad():
        scores = torch.cat([judge(part) for part in crops.split(200)])
    return (scores > scores.gather(1, names[:, None])).sum(1)


def load(path: Path) -> Judge:
    judge = Judge()
    judge.load_state_dict(load_weights(path))
    return judge.eval()


def run(given) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(4242)
    folder = given.work / "scenes"
    crops, names = crops_of([SceneSet(folder, "scenes"), SceneSet(folder, "singles")])
    held_crops, held_names = crops_of([SceneSet(folder, "held_out_scenes"), SceneSet(folder, "held_out_singles")])
    held_crops = tensor(held_crops)
    model = Judge()
    optimizer = torch.optim.AdamW(model.parameters(), lr=given.rate or 3e-3, weight_decay=0.05)
    target = given.pictures or given.sizes.judge_crops
    training = Run(given.work / "judge", model, optimizer, target, given.minutes, decay=0.99)
    rng = np.random.default_rng(4242 + training.pictures)

    def measure():
        rank = ranks(training.average, held_crops, held_names)
        training.log(top1=(rank == 0).float().mean(), top5=(rank < 5).float().mean())

    while not training.over:
        chosen = rng.integers(0, len(crops), given.sizes.crops)
        scores, right = model(augment(tensor(crops[chosen]))), names[chosen]
        value = F.cross_entropy(scores, right, label_smoothing=0.05)
        training.step(value, len(chosen), clip=1e9, right=(scores.argmax(1) == right).float().mean().item())
        if training.due(10):
            measure()
    training.save()
    measure()
