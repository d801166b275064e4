"""Byte-pair encoding in CLIP's format (Radford et al. 2021; Sennrich, Haddow, Birch 2016), trained on the pack's captions."""

import collections
import re
from pathlib import Path

import torch

CONTEXT = 32
WORD = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[a-z]+|[0-9]|[^\sa-z0-9]+", re.I)


def byte_letters() -> dict[int, str]:
    """A printable character for each byte, in the order of CLIP's vocabulary."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {byte: chr(byte) for byte in printable}
    return letters | {byte: chr(256 + i) for i, byte in enumerate(others)}


def _spelled(word: str, letters: dict[int, str]) -> tuple[str, ...]:
    parts = [letters[byte] for byte in word.encode()]
    return (*parts[:-1], parts[-1] + "</w>")


def _joined(parts: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    found, i = [], 0
    while i < len(parts):
        both = parts[i : i + 2] == pair
        found.append("".join(pair) if both else parts[i])
        i += 2 if both else 1
    return tuple(found)


def learn(frequencies: dict[str, int], most: int) -> list[tuple[str, str]]:
    """Merges of the most frequent pairs, at most `most`; pairs seen once are not merged."""
    letters = byte_letters()
    spelled = {word: _spelled(word, letters) for word in frequencies}
    merges: list = []
    while len(merges) < most:
        counts: collections.Counter = collections.Counter()
        for word, parts in spelled.items():
            for pair in zip(parts, parts[1:]):
                counts[pair] += frequencies[word]
        if not counts:
            break
        pair, count = max(counts.items(), key=lambda item: (item[1], item[0]))
        if count < 2:
            break
        merges.append(pair)
        spelled = {word: _joined(parts, pair) for word, parts in spelled.items()}
    return merges


def write(merges: list[tuple[str, str]], path: Path) -> None:
    path.write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))


class Tokenizer:
    """Captions -> token ids [B, T], T <= 32, padded with 0 behind the end."""

    def __init__(self, path: Path):
        """`path`: merges.txt of a pack."""
        merges = [tuple(line.split()) for line in path.read_text().splitlines()[1:] if line]
        self.letters = byte_letters()
        singles = list(self.letters.values())
        vocabulary = [*singles, *(s + "</w>" for s in singles), *(a + b for a, b in merges)]
        vocabulary += ["<|startoftext|>", "<|endoftext|>"]
        self.ids = {token: i for i, token in enumerate(vocabulary)}
        self.order = {merge: i for i, merge in enumerate(merges)}
        self.size = len(vocabulary)
        self.known: dict[str, list[int]] = {}

    def _word(self, word: str) -> list[int]:
        if word not in self.known:
            parts = _spelled(word, self.letters)
            while len(parts) > 1:
                first = min(zip(parts, parts[1:]), key=lambda pair: self.order.get(pair, 1 << 30))
                if first not in self.order:
                    break
                parts = _joined(parts, first)
            self.known[word] = [self.ids[part] for part in parts]
        return self.known[word]

    def __call__(self, captions: list[str]) -> torch.Tensor:
        lines = []
        for caption in captions:
            tokens = [token for word in WORD.findall(caption.lower()) for token in self._word(word)]
            lines.append([self.size - 2, *tokens[: CONTEXT - 2], self.size - 1])
        longest = max(map(len, lines))
        return torch.tensor([line + [0] * (longest - len(line)) for line in lines])
