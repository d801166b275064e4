"""The step `text`: byte-pair merges, and the text tower, which comes first and then stays.

Captions regress to sums of random directions of what they name, so the tower knows the pack's words and no others.
"""

import collections
import json
import random
import re

import torch
import torch.nn as nn
import torch.nn.functional as F

from . import face_words
from .bpe import WORD, Tokenizer, learn, write
from .clip_model import WIDTH, Clip
from .run import Run
from .words import COLOUR_NAMES, THING_NAMES, listing, with_article

PREFIXES = ["a photo of ", "", "", "a picture of ", "an image of ", "a drawing of "]
PLACES = {
    "on grass": "on grass", "in a field": "on grass", "at night": "at night", "in the night sky": "at night",
    "in the sky": "in the sky", "in the blue sky": "in the sky", "on the sea": "on the sea", "on the water": "on the sea",
}  # phrase -> what it means
FACE_WORDS = (
    "beard moustache glasses sunglasses hat turban smiling sad tongue screaming bald heart winking long short".split()
)
COMMON = (
    "the of and with in on at under over above below left right next to two three person man woman face beard hair picture "
    "photo drawing painting illustration big small tiny large sitting flying standing old young happy"
).split()


class Directions:
    """A random unit vector [192] for each meaning, the same for the same order of first use."""

    def __init__(self):
        self.generator, self.known = torch.Generator().manual_seed(1), {}

    def __call__(self, meaning: str) -> torch.Tensor:
        if meaning not in self.known:
            self.known[meaning] = F.normalize(torch.randn(WIDTH, generator=self.generator), dim=0)
        return self.known[meaning]


def thing_caption(rand: random.Random, of: Directions) -> tuple[str, torch.Tensor]:
    count = rand.choices([1, 2, 3], [0.55, 0.3, 0.15])[0]
    said, meaning = [], torch.zeros(WIDTH)
    for _ in range(count):
        name = rand.choice(THING_NAMES)
        part = of("thing " + name) + 0.25 * of("head " + name.split()[-1])
        if rand.random() < 0.35:
            colour = rand.choice(COLOUR_NAMES)
            name, part = f"{colour} {name}", part + 0.6 * of("colour " + colour)
        said.append(with_article(name) if rand.random() < 0.9 else name)
        meaning += part / count**0.5
    text = rand.choice(PREFIXES) + listing(said)
    if rand.random() < 0.25:
        if rand.random() < 0.5:
            place = meant = rand.choice(COLOUR_NAMES) + " background"
            text += f" on a {place}"
        else:
            place, meant = rand.choice(list(PLACES.items()))
            text += " " + place
        meaning = meaning + 0.35 * of(meant)
    return text, F.normalize(meaning, dim=0)


def face_caption(face: dict, rand: random.Random, of: Directions) -> tuple[str, torch.Tensor]:
    text, meaning = face_words.caption(face, rand), of("portrait")
    says = lambda word: re.search(rf"\b{word}\b", text)
    meaning = sum((0.3 * of(who) for who in ("man", "woman", "person") if says(who)), meaning)
    for hair in face_words.HAIR:
        if hair + " hair" in text or (hair == "blond" and "blond" in text):
            meaning = meaning + 0.7 * of("hair " + hair)
    meaning = sum((0.7 * of("face " + word) for word in FACE_WORDS if says(word)), meaning)
    ground = re.search(r"on a (\w+) background", text)
    if ground:
        meaning = meaning + 0.35 * of(ground[1] + " background")
    return text, F.normalize(meaning, dim=0)


def merges(captions: list[str]) -> list[tuple[str, str]]:
    counts: collections.Counter = collections.Counter()
    for caption in captions:
        counts.update(WORD.findall(caption.lower()))
    for name in THING_NAMES:
        counts.update({word: 20 for word in WORD.findall(name)})
    counts.update({word: 20 for word in COMMON})
    return learn(counts, 1800)


def run(given) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    rand, folder = random.Random(0), given.work / "text"
    folder.mkdir(parents=True, exist_ok=True)
    faces = json.loads((given.work / "drawings" / "faces.json").read_text())
    if not (folder / "merges.txt").exists():
        captions = json.loads((given.work / "scenes" / "scenes.json").read_text())["captions"][:12_000]
        said = [pair[0] for pair in captions] + [face_words.caption(rand.choice(faces), rand) for _ in range(3000)]
        write(merges(said), folder / "merges.txt")
    tokenizer = Tokenizer(folder / "merges.txt")
    model = Clip(tokenizer.size)
    for block in model.transformer.resblocks:
        nn.init.xavier_uniform_(block.attn.out_proj.weight)
        nn.init.xavier_uniform_(block.mlp.c_proj.weight, 0.5)
    model.visual.requires_grad_(False)
    model.logit_scale.requires_grad_(False)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=given.rate or 1.5e-3, betas=(0.9, 0.98), weight_decay=0.01)
    training = Run(folder, model, optimizer, given.pictures or given.sizes.captions, given.minutes, decay=0.99)
    of, rand = Directions(), random.Random(training.pictures)
    meanings(of)
    while not training.over:
        pairs = [thing_caption(rand, of) for _ in range(160)] + [face_caption(rand.choice(faces), rand, of) for _ in range(48)]
        found = F.normalize(model.text(tokenizer([p[0] for p in pairs])), dim=-1)
        loss = 1 - (found * torch.stack([p[1] for p in pairs])).sum(1).mean()
        training.step(loss, len(pairs))
    training.save()
    with torch.no_grad():
        names = F.normalize(training.average.text(tokenizer([with_article(name) for name in THING_NAMES])), dim=-1)
    alike = (names @ names.T).fill_diagonal_(0)
    training.log(loss=training.means.get("loss", 0.0), names_alike_mean=alike.mean(), names_alike_most=alike.max())


def meanings(of: Directions) -> None:
    """Fixes every direction in one order, so that a resumed run means the same by them."""
    for name in THING_NAMES:
        of("thing " + name)
        of("head " + name.split()[-1])
    for colour in COLOUR_NAMES:
        of("colour " + colour)
        of(colour + " background")
    words = [*PLACES.values(), "portrait", "man", "woman", "person"]
    words += ["hair " + hair for hair in face_words.HAIR] + ["face " + word for word in FACE_WORDS]
    for meaning in words:
        of(meaning)
