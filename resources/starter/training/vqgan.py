"""Encoder and decoder of a VQGAN (Esser, Rombach, Ommer 2021, section 3 and appendix A).

The names of the parameters are those of the published checkpoints, so the files load in every program that reads them.
Group norms have 8 groups here.
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

WIDTH = 16
MULTIPLIERS = (1, 2, 4, 6, 10)
Z_CHANNELS = 128
LATENT = 256
GROUPS = 8
ATTENTION_SIDE = 8
SIZE = 128
WIDTHS = [WIDTH * m for m in MULTIPLIERS]
SIDES = [SIZE >> level for level in range(len(WIDTHS))]


def norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(GROUPS, channels, eps=1e-6)


class ResidualBlock(nn.Module):
    """[B, c_in, h, w] -> [B, c_out, h, w]."""

    def __init__(self, c_in: int, c_out: int):
        super().__init__()
        self.norm1, self.conv1 = norm(c_in), nn.Conv2d(c_in, c_out, 3, padding=1)
        self.norm2, self.conv2 = norm(c_out), nn.Conv2d(c_out, c_out, 3, padding=1)
        if c_in != c_out:
            self.nin_shortcut = nn.Conv2d(c_in, c_out, 1)

    def forward(self, x):
        h = self.conv1(F.silu(self.norm1(x)))
        h = self.conv2(F.silu(self.norm2(h)))
        return h + (self.nin_shortcut(x) if hasattr(self, "nin_shortcut") else x)


class AttentionBlock(nn.Module):
    """One head over all cells, [B, c, h, w] -> the same."""

    def __init__(self, channels: int):
        super().__init__()
        self.norm = norm(channels)
        self.q, self.k, self.v, self.proj_out = (nn.Conv2d(channels, channels, 1) for _ in range(4))

    def forward(self, x):
        h = self.norm(x)
        q, k, v = (conv(h).flatten(2).transpose(1, 2) for conv in (self.q, self.k, self.v))
        mixed = F.scaled_dot_product_attention(q, k, v)
        return x + self.proj_out(mixed.transpose(1, 2).reshape(x.shape))


class Downsample(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=2)

    def forward(self, x):
        return self.conv(F.pad(x, (0, 1, 0, 1)))


class Upsample(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Middle(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.block_1, self.block_2 = ResidualBlock(channels, channels), ResidualBlock(channels, channels)
        self.attn_1 = AttentionBlock(channels)

    def forward(self, x):
        return self.block_2(self.attn_1(self.block_1(x)))


class Level(nn.Module):
    """Blocks of one side length, with attention after each where the side is 8."""

    def __init__(self, c_in: int, c_out: int, blocks: int, attention: bool):
        super().__init__()
        self.block = nn.ModuleList(ResidualBlock(c_in if i == 0 else c_out, c_out) for i in range(blocks))
        self.attn = nn.ModuleList(AttentionBlock(c_out) for _ in range(blocks if attention else 0))

    def forward(self, x):
        for i, block in enumerate(self.block):
            x = block(x)
            if len(self.attn):
                x = self.attn[i](x)
        return x


class Encoder(nn.Module):
    """Pictures [B, 3, 128, 128] in -1..1 -> [B, 128, 8, 8]."""

    def __init__(self):
        super().__init__()
        self.conv_in = nn.Conv2d(3, WIDTH, 3, padding=1)
        self.down = nn.ModuleList()
        for i, (width, side) in enumerate(zip(WIDTHS, SIDES)):
            level = Level(WIDTHS[max(0, i - 1)], width, 1, side == ATTENTION_SIDE)
            if i < len(WIDTHS) - 1:
                level.downsample = Downsample(width)
            self.down.append(level)
        self.mid = Middle(WIDTHS[-1])
        self.norm_out, self.conv_out = norm(WIDTHS[-1]), nn.Conv2d(WIDTHS[-1], Z_CHANNELS, 3, padding=1)

    def forward(self, x):
        h = self.conv_in(x)
        for level in self.down:
            h = level(h)
            if hasattr(level, "downsample"):
                h = level.downsample(h)
        return self.conv_out(F.silu(self.norm_out(self.mid(h))))


class Decoder(nn.Module):
    """[B, 128, 8, 8] -> pictures [B, 3, 128, 128]."""

    def __init__(self):
        super().__init__()
        last = len(WIDTHS) - 1
        self.conv_in = nn.Conv2d(Z_CHANNELS, WIDTHS[-1], 3, padding=1)
        self.mid = Middle(WIDTHS[-1])
        self.up = nn.ModuleList()
        for i, (width, side) in enumerate(zip(WIDTHS, SIDES)):
            level = Level(WIDTHS[min(last, i + 1)], width, 2, side == ATTENTION_SIDE)
            if i > 0:
                level.upsample = Upsample(width)
            self.up.append(level)
        self.norm_out, self.conv_out = norm(WIDTH), nn.Conv2d(WIDTH, 3, 3, padding=1)

    def levels(self, z):
        """Yields what each level makes, from 8 x 8 cells to 128 x 128 pixels, before it is enlarged."""
        h = self.mid(self.conv_in(z))
        for level in reversed(self.up):
            h = level(h)
            yield h
            if hasattr(level, "upsample"):
                h = level.upsample(h)

    def picture(self, last_level):
        return self.conv_out(F.silu(self.norm_out(last_level)))

    def forward(self, z):
        return self.picture(list(self.levels(z))[-1])


def initialise(module: nn.Module) -> None:
    """Residual branches start at zero: it learns several times faster."""
    for name, part in module.named_modules():
        if not isinstance(part, nn.Conv2d):
            continue
        nn.init.zeros_(part.bias)
        if name.endswith(("conv2", "proj_out")):
            nn.init.zeros_(part.weight)
        else:
            linear = any(word in name for word in ("shortcut", "quant", "sample"))
            nn.init.kaiming_normal_(part.weight, a=1.0 if linear else 0.0, nonlinearity="leaky_relu")


class SemanticDecoder(nn.Module):
    """Latents [B, 256, 8, 8] of norm about 1 -> pictures; with small heads that training alone uses.

    `aux` says at 8 x 8 where in its box a cell is, `aux16` the same at 16 x 16; `h32` and `h64` make small pictures.
    """

    def __init__(self):
        super().__init__()
        self.decoder, self.post_quant_conv = Decoder(), nn.Conv2d(LATENT, Z_CHANNELS, 1)
        self.aux, self.aux16 = nn.Conv2d(WIDTHS[4], 10, 1), nn.Conv2d(WIDTHS[3], 8, 1)
        self.h32, self.h64 = nn.Conv2d(WIDTHS[2], 3, 1), nn.Conv2d(WIDTHS[1], 3, 1)
        initialise(self)

    def training_outputs(self, latents, side: int = SIZE) -> dict[str, torch.Tensor]:
        """Outputs up to `side` (8, 32, 64 or 128): "aux", "aux16" and pictures "32", "64", "128"."""
        heads = {8: ("aux", self.aux), 16: ("aux16", self.aux16), 32: ("32", self.h32), 64: ("64", self.h64)}
        found = {}
        for h in self.decoder.levels(self.post_quant_conv(latents)):
            name, head = heads.get(h.shape[-1], ("128", self.decoder.picture))
            found[name] = head(h)
            if h.shape[-1] == side:
                break
        return found

    def forward(self, latents):
        return self.decoder(self.post_quant_conv(latents))


class SemanticEncoder(nn.Module):
    """Pictures [B, 3, 128, 128] in -1..1 -> latents [B, 256, 8, 8] of norm about 1."""

    def __init__(self):
        super().__init__()
        self.encoder, self.quant_conv = Encoder(), nn.Conv2d(Z_CHANNELS, LATENT, 1)
        initialise(self)

    def forward(self, x):
        return self.quant_conv(self.encoder(x))
