"""The VQGAN's decoder learns to draw what a grid of codes says.

A supervised task with one right answer for every grid, so no discriminator is needed. In stages: first the 8 x 8 level
alone learns where in its box each cell is (without that, tens of thousands of pictures give coloured blobs), then 32,
64 and 128 pixels. Two processes of one thread each with averaged gradients are faster than one of two threads.
"""

import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F

from . import grids
from .artist import Artist
from .drawings import Drawings
from .run import Run, load_weights
from .vqgan import SemanticDecoder


@dataclass
class Options:
    drawings: Path
    folder: Path
    target: int  # pictures
    stages: list  # as in sizes.py
    held_out: int
    minutes: float | None
    rate: float
    start: Path | None  # averaged weights to go on from, at 128 pixels
    processes: int


def laplacian(x: torch.Tensor) -> torch.Tensor:
    return x - F.avg_pool2d(x, 3, 1, 1)


def waves(u: torch.Tensor) -> torch.Tensor:
    """Sines and cosines of places in the box, [B, 2, h, w] -> [B, 8, h, w]."""
    return torch.cat([f(k * math.pi * u) for k in (0.5, 1) for f in (torch.sin, torch.cos)], 1)


def place_loss(outputs: dict, places: torch.Tensor) -> torch.Tensor:
    """How far the heads are from saying where in its box each cell is; cells outside boxes do not count."""
    inside = (places[:, 4:] > 0.2).float()
    share = F.avg_pool2d(inside, 2)
    coarse = F.avg_pool2d(places[:, :4] * inside, 2) / share.clamp(min=1e-3)
    counted = (share > 0.49).float()
    wanted = torch.cat([waves(coarse[:, :2]), coarse[:, 2:]], 1)
    loss = ((outputs["aux"] - wanted).abs() * counted).sum() / (counted.sum() * 10 + 1)
    if "aux16" in outputs:
        fine = ((outputs["aux16"] - waves(places[:, :2])).abs() * inside).sum()
        loss = loss + fine / (inside.sum() * 8 + 1)
    return loss


def picture_loss(outputs: dict, batch: grids.Batch) -> torch.Tensor:
    """Absolute, Laplacian and squared errors at every size there is; three times heavier inside boxes."""
    inside = (batch.places[:, 4:] > 0.2).float()
    sizes = sorted(int(name) for name in outputs if name.isdigit())
    loss = torch.zeros(())
    for side in sizes:
        drawn, wanted = outputs[str(side)], F.adaptive_avg_pool2d(batch.pictures, side)
        weight = F.interpolate(1 + 2 * inside, size=(side, side), mode="nearest")
        error = drawn - wanted
        terms = error.abs() + 1.5 * (laplacian(drawn) - laplacian(wanted)).abs() + 0.5 * error.square()
        loss = loss + (1.0 if side == sizes[-1] else 0.2) * (weight * terms).mean()
    return loss


def psnr(drawn: torch.Tensor, wanted: torch.Tensor) -> float:
    """Decibels, for pictures in -1..1."""
    return 10 * math.log10(4 / (drawn.clamp(-1, 1) - wanted).square().mean().item())


class HeldOut:
    """Pairs of a seed that training does not use."""

    def __init__(self, drawings: Drawings, count: int):
        torch.manual_seed(5)
        self.batch = grids.batch(Artist(drawings, 4321), np.random.default_rng(5), count)

    def draw(self, decoder: SemanticDecoder) -> torch.Tensor:
        with torch.no_grad():
            return torch.cat([decoder(part) for part in self.batch.latents.split(4)]).clamp(-1, 1)

    def psnr(self, decoder: SemanticDecoder) -> float:
        return psnr(self.draw(decoder), self.batch.pictures)


def average_gradients(model: torch.nn.Module) -> None:
    """The mean over all processes; parameters that had no part in the loss count as zero."""
    parameters = list(model.parameters())
    flat = torch.cat([p.grad.flatten() if p.grad is not None else torch.zeros(p.numel()) for p in parameters])
    dist.all_reduce(flat)
    for p, grad in zip(parameters, (flat / dist.get_world_size()).split([p.numel() for p in parameters])):
        p.grad = grad.view_as(p)


def stage(pictures: int, options: Options) -> tuple[int, int]:
    """Side and batch of one process."""
    if options.start:
        return options.stages[-1][0], options.stages[-1][2]
    return next((side, size) for side, end, size in options.stages if pictures < end)


def work(rank: int, options: Options) -> None:
    """One of the processes; all hold the same weights."""
    torch.set_num_threads(1)
    dist.init_process_group(
        "gloo", init_method=f"file://{options.folder / 'rendezvous'}", rank=rank, world_size=options.processes
    )
    drawings = Drawings(options.drawings)
    held_out = HeldOut(drawings, options.held_out) if rank == 0 else None
    torch.manual_seed(1)  # the same first weights everywhere
    model = SemanticDecoder()
    optimizer = torch.optim.Adam(model.parameters(), lr=options.rate, betas=(0.9, 0.98))
    run = Run(options.folder, model, optimizer, options.target, options.minutes, chief=rank == 0)
    if options.start:
        run.start_from(load_weights(options.start))
    seed = run.pictures + rank * 7_777_777
    torch.manual_seed(seed)
    artist, rng = Artist(drawings, seed), np.random.default_rng(seed)
    if rank == 0 and run.steps == 0 and options.start:
        run.log(held_out_psnr=held_out.psnr(run.average))
    stop = torch.zeros(1)
    while True:
        stop[0] = run.over
        dist.broadcast(stop, 0)
        if stop.item():
            break
        side, size = stage(run.pictures, options)
        began = time.monotonic()
        batch = grids.batch(artist, rng, size)
        drawn = time.monotonic() - began
        outputs = model.training_outputs(batch.latents, side)
        places = place_loss(outputs, batch.places)
        loss = places if side == 8 else 0.15 * places + picture_loss(outputs, batch)
        run.step(loss, size * options.processes, share=average_gradients, place=places.item(), side=side, drawing_s=drawn)
        if side == 128 and run.due():
            run.log(held_out_psnr=held_out.psnr(run.average))
    run.save()
    if rank == 0:
        run.log(held_out_psnr=held_out.psnr(run.average))
    dist.barrier()
    dist.destroy_process_group()


def train(options: Options) -> None:
    """Trains until `target` pictures, `minutes`, or a file `stop` in the folder; the next call goes on from there."""
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "rendezvous").unlink(missing_ok=True)
    (options.folder / "stop").unlink(missing_ok=True)
    mp.spawn(work, (options,), nprocs=options.processes)


def run(given) -> None:
    """The step `decoder` of the command line."""
    train(
        Options(
            drawings=given.work / "drawings" / "drawings",
            folder=given.work / "decoder",
            target=given.pictures or given.sizes.decoder_pictures,
            stages=given.sizes.stages,
            held_out=given.sizes.held_out_grids,
            minutes=given.minutes,
            rate=given.rate or 2e-3,
            start=given.start,
            processes=given.processes,
        )
    )
