"""How much of everything is made: for the pack, and for the smoke run of two minutes."""

import math
from dataclasses import dataclass, field


@dataclass
class Sizes:
    things: int | None = None  # how many of things.json are rendered; None: all
    faces: int = 12_000  # with named colours
    soft_faces: int = 16_000  # with blended colours, for StyleGAN2
    scenes: int = 15_000
    singles: int = 10_000
    held_out_scenes: int = 400
    held_out_singles: int = 600
    # of the decoder: side, pictures seen when the stage ends, batch of one process
    stages: list = field(default_factory=lambda: [(8, 15_000, 24), (32, 45_000, 12), (64, 60_000, 8), (128, math.inf, 6)])
    decoder_pictures: int = 200_000
    encoder_pictures: int = 150_000
    judge_crops: int = 600_000
    captions: int = 400_000  # that the text tower reads
    drawn: int = 4_000  # scenes drawn by the decoder, for CLIP
    clip_pictures: int = 600_000
    clip_batch: dict = field(default_factory=lambda: {"drawn": 6, "scenes": 5, "singles": 2})
    clip_faces: int = 2  # in a batch
    face_pictures: int = 300_000  # that the StyleGAN2's synthesis sees
    face_latents: int = 10_000_000  # that its mapping sees
    faces_batch: int = 16
    batch: int = 12  # of the encoder
    crops: int = 96  # in a batch of the judge
    held_out_grids: int = 24
    judged: int = 4  # boxes of each thing that the judge sees


FULL = Sizes()
TINY = Sizes(
    things=20,
    faces=12,
    soft_faces=12,
    scenes=24,
    singles=12,
    held_out_scenes=6,
    held_out_singles=6,
    stages=[(8, 8, 2), (32, 16, 2), (64, 20, 1), (128, math.inf, 1)],
    decoder_pictures=24,
    encoder_pictures=4,
    judge_crops=16,
    captions=416,
    drawn=6,
    clip_pictures=16,
    clip_batch={"drawn": 1, "scenes": 1, "singles": 1},
    clip_faces=1,
    face_pictures=10,
    face_latents=1024,
    faces_batch=1,
    batch=2,
    crops=8,
    held_out_grids=4,
    judged=1,
)
