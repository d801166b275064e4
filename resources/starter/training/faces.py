"""The step `faces`: a StyleGAN2 that draws the cartoon faces, without a discriminator.

What is drawn is known for every z, so synthesis and mapping are two supervised tasks: exact embedding -> picture (32, 64,
then 128 pixels), and z -> embedding.
"""

import numpy as np
import torch
import torch.nn.functional as F

from . import face_embedding as embedding
from .decoder import laplacian
from .run import Run, load_weights
from .stylegan2 import Mapping, Synthesis

STAGES = [(0.3, 32, 3), (0.5, 64, 2), (2.0, 128, 1)]  # share of the run where it ends, side, batch in multiples
KEPT_BACK = 500


class FaceSet:
    """Pictures uint8 [N, 128, 128, 3] and their exact w [N, 192]; the last 500 are held out."""

    def __init__(self, work):
        path = work / "drawings" / "soft_faces"
        self.pictures = np.memmap(path.with_suffix(".bin"), np.uint8, "r").reshape(-1, 128, 128, 3)
        self.z = torch.from_numpy(np.fromfile(path.with_suffix(".z"), np.float32).reshape(-1, embedding.Z_LENGTH))
        self.w = embedding.embed(embedding.choices(self.z))
        self.trained = max(len(self.w) - KEPT_BACK, len(self.w) * 3 // 4)

    def at(self, index: np.ndarray) -> torch.Tensor:
        """[B, 3, 128, 128] in -1..1."""
        return torch.from_numpy(self.pictures[index]).permute(0, 3, 1, 2).float() / 127.5 - 1


def picture_loss(drawn: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Absolute errors of pixels, edges, and means of 4 x 4 and 16 x 16 pixels."""
    loss = (drawn - wanted).abs().mean() + 2 * (laplacian(drawn) - laplacian(wanted)).abs().mean()
    for side in (4, 16):
        loss = loss + 0.5 * (F.avg_pool2d(drawn, side) - F.avg_pool2d(wanted, side)).abs().mean()
    return loss


def train_synthesis(given, faces: FaceSet) -> Synthesis:
    model = Synthesis()
    optimizer = torch.optim.Adam(model.parameters(), lr=given.rate or 2e-2, betas=(0.9, 0.99))
    target = given.pictures or given.sizes.face_pictures
    run = Run(given.work / "faces" / "synthesis", model, optimizer, target, given.minutes, decay=0.995)
    if given.start:
        run.start_from(load_weights(given.start / "faces_synthesis_checkpoint.safetensors"))
    torch.manual_seed(run.pictures)
    rng = np.random.default_rng(run.pictures)
    held_out = np.arange(faces.trained, len(faces.w))[:100]

    def measure():
        with torch.no_grad():
            drawn = torch.cat([run.average(part) for part in faces.w[held_out].split(10)])
        run.log(held_out_error=(drawn - faces.at(held_out)).abs().mean())

    while not run.over:
        side, factor = (128, 1) if given.start else next((s, f) for end, s, f in STAGES if run.done < end)
        chosen = np.sort(rng.integers(0, faces.trained, given.sizes.faces_batch * factor))
        wanted = F.adaptive_avg_pool2d(faces.at(chosen), side)
        w = faces.w[chosen]
        drawn = model.sizes(w + 0.05 * torch.randn_like(w), side)
        smaller, half = drawn[-2], F.avg_pool2d(wanted, 2)
        error = (smaller - half).abs().mean() + (laplacian(smaller) - laplacian(half)).abs().mean()
        run.step(picture_loss(drawn[-1], wanted) + 0.3 * error, len(chosen), clip=2.0, side=side)
        if run.due():
            measure()
    run.save()
    measure()
    return run.average


def least_squares(mapping: Mapping) -> None:
    """The best last layer for the hidden layers as they are: a good place to begin."""
    with torch.no_grad():
        z = torch.randn(20_000, embedding.Z_LENGTH)
        hidden = mapping.hidden(z)
        hidden = torch.cat([hidden, torch.ones(len(z), 1)], 1)
        solution = torch.linalg.lstsq(hidden, embedding.embed(embedding.choices(z))).solution
        mapping.style[-1].weight.copy_(solution[:-1].T / mapping.style[-1].scale)
        mapping.style[-1].bias.copy_(solution[-1])


def train_mapping(given) -> Mapping:
    torch.manual_seed(3)
    model = Mapping(embedding.Z_LENGTH)
    if not given.start:
        least_squares(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=given.rate or 3e-3, betas=(0.9, 0.98))
    target = given.pictures or given.sizes.face_latents
    run = Run(given.work / "faces" / "mapping", model, optimizer, target, given.minutes, decay=0.995)
    if given.start:
        run.start_from(load_weights(given.start / "faces_mapping_checkpoint.safetensors"))
    torch.manual_seed(run.pictures + 1)
    while not run.over:
        z = torch.randn(512, embedding.Z_LENGTH)
        chosen = embedding.choices(z)
        w = model(z)
        error, named, first = (w - embedding.embed(chosen)).square().mean(), torch.zeros(()), 0
        scores = 8 * embedding.read(w)
        for count in embedding.HEADS.values():
            named = named + F.cross_entropy(scores[:, first : first + count], chosen[:, first : first + count])
            first += count
        run.step(error + 0.05 * named, len(z), error=error.item())
        model.forget_padding()
    run.average.forget_padding()
    run.save()
    torch.manual_seed(9)
    with torch.no_grad():
        z = torch.randn(4000, embedding.Z_LENGTH)
        run.log(held_out_error=(run.average(z) - embedding.embed(embedding.choices(z))).square().mean())
    return run.average


def run(given) -> None:
    """`--start` is a folder here: it holds the checkpoints of both parts."""
    torch.set_num_threads(1)
    train_synthesis(given, FaceSet(given.work))
    train_mapping(given)
