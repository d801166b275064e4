"""What is said about a face: captions, and the phrases of each group of attributes."""

import random

HAIR = ["black", "brown", "blond", "auburn", "red", "grey", "white", "purple", "pink", "blue", "green"]
GROUNDS = ["blue", "yellow", "pink", "green", "purple", "white", "grey", "orange"]
SUNGLASSES = ("sunglasses", "wayfarers")
GROUPS = [
    [f"a person with {hair} hair" for hair in HAIR],
    ["a person with a beard", "a person with a moustache", "a person"],
    ["a person wearing glasses", "a person wearing sunglasses", "a person"],
    ["a bald person", "a person with long hair", "a person with short hair", "a person wearing a hat"],
    ["a smiling person", "a sad person", "a person sticking out the tongue", "a screaming person"],
    [f"a person on a {ground} background" for ground in GROUNDS],
]
_HEADS = {"none": 0, "long": 1, "short": 2, "hat": 3}
_MOUTHS = {"smile": 0, "twinkle": 0, "sad": 1, "tongue": 2, "screamOpen": 3}


def labels(face: dict) -> list[int]:
    """For each of GROUPS the index of the phrase that holds, -1 where none does. `face`: a row of faces.json."""
    hair = HAIR.index(face["hair"]) if face["kind"] in ("short", "long") else -1
    beard = 2 if not face["facialHair"] else 0 if "beard" in face["facialHair"] else 1
    eyes = 2 if not face["eyewear"] else 1 if face["eyewear"] in SUNGLASSES else 0
    return [hair, beard, eyes, _HEADS[face["kind"]], _MOUTHS.get(face["mouth"], -1), GROUNDS.index(face["ground"])]


def _head(face: dict, rand: random.Random) -> tuple[str | None, str | None]:
    """Adjective before, words behind the person."""
    if face["kind"] == "none":
        return "bald", None
    if face["kind"] == "hat":
        return None, {"hat": "wearing a hat", "winterHat02": "wearing a winter hat", "turban": "wearing a turban"}[face["top"]]
    if face["hair"] == "blond" and rand.random() < 0.4:
        return "blond", None
    return None, f"with {rand.choice(['', '', face['kind'] + ' '])}{face['hair']} hair"


def caption(face: dict, rand: random.Random) -> str:
    """"a photo of a smiling woman with long brown hair on a blue background"; each is said in 60 % of captions."""
    man = face["facialHair"] or face["kind"] in ("short", "none")
    who = "person" if rand.random() < 0.5 else "man" if man else "woman" if face["kind"] == "long" else "person"
    adjective, behind = _head(face, rand)
    mouth = {"smile": "smiling", "twinkle": "smiling", "sad": "sad", "screamOpen": "screaming"}.get(face["mouth"])
    adjectives = [adjective, mouth, "winking" if face["eyes"] == "wink" else None]
    details = [behind, f"on a {face['ground']} background"]
    if face["facialHair"]:
        details.append("with a beard" if "beard" in face["facialHair"] else "with a moustache")
    if face["eyewear"]:
        details.append("wearing sunglasses" if face["eyewear"] in SUNGLASSES else "wearing glasses")
    if face["mouth"] == "tongue":
        details.append("sticking out the tongue")
    if face["eyes"] == "hearts":
        details.append("with heart eyes")
    adjectives = [a for a in adjectives if a and rand.random() < 0.6][:2]
    details = [d for d in details if d and rand.random() < 0.6]
    rand.shuffle(details)
    text = " ".join([*adjectives, who])
    article = "an " if text[0] in "aeiou" else "a "
    return rand.choice(["", "a photo of ", "a picture of "]) + article + " ".join([text, *details[:3]])
