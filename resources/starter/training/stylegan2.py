"""StyleGAN2's generator (Karras et al. 2020) at 128 pixels with small widths, under the usual names of its parameters."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

WIDTHS = {4: 160, 8: 160, 16: 160, 32: 96, 64: 48, 128: 24}
STYLE, LAYERS, SIZE = 192, 6, 128
MAPPING_RATE = 0.01  # of the published layout: its mapping's weights are divided by this
_ROW = torch.tensor([1.0, 3.0, 3.0, 1.0])
BLUR = _ROW[:, None] * _ROW / 64


def blur(x: torch.Tensor, padding: tuple[int, int, int, int]) -> torch.Tensor:
    """Low-pass filter of gain 4, which makes up for the zeros between enlarged pixels."""
    kernel = (4 * BLUR)[None, None].expand(x.shape[1], 1, 4, 4)
    return F.conv2d(F.pad(x, padding), kernel, groups=x.shape[1])


class EqualLinear(nn.Module):
    """Weights of variance 1, scaled when they are used."""

    def __init__(self, c_in: int, c_out: int, bias: float = 0.0):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.randn(c_out, c_in)), nn.Parameter(torch.full((c_out,), bias))
        self.scale = 1 / math.sqrt(c_in)

    def forward(self, x):
        return F.linear(x, self.weight * self.scale, self.bias)


class ModulatedConv(nn.Module):
    def __init__(self, c_in: int, c_out: int, side: int, demodulate=True, enlarge=False):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(1, c_out, c_in, side, side))
        self.modulation = EqualLinear(STYLE, c_in, bias=1.0)
        self.scale, self.demodulate, self.enlarge = 1 / math.sqrt(c_in * side * side), demodulate, enlarge

    def forward(self, x, w):
        style, weight = self.modulation(w), self.weight[0] * self.scale
        x = x * style[:, :, None, None]
        if self.enlarge:
            x = blur(F.conv_transpose2d(x, weight.transpose(0, 1), stride=2), (1, 1, 1, 1))
        else:
            x = F.conv2d(x, weight, padding=weight.shape[-1] // 2)
        if self.demodulate:
            power = style.square() @ weight.square().sum((2, 3)).T
            x = x * torch.rsqrt(power + 1e-8)[:, :, None, None]
        return x


class Noise(nn.Module):
    """The published layout has a weight here; these faces have no noise, so it stays 0."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))


class Bias(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(channels))


class StyledConv(nn.Module):
    def __init__(self, c_in: int, c_out: int, enlarge=False):
        super().__init__()
        self.conv = ModulatedConv(c_in, c_out, 3, enlarge=enlarge)
        self.noise, self.activate = Noise(), Bias(c_out)

    def forward(self, x, w):
        return F.leaky_relu(self.conv(x, w) + self.activate.bias[:, None, None], 0.2) * 2**0.5


class ToRgb(nn.Module):
    def __init__(self, c_in: int):
        super().__init__()
        self.conv, self.bias = ModulatedConv(c_in, 3, 1, demodulate=False), nn.Parameter(torch.zeros(1, 3, 1, 1))

    def forward(self, x, w, smaller=None):
        picture = self.conv(x, w) + self.bias
        if smaller is None:
            return picture
        wide = torch.zeros_like(picture)
        wide[:, :, ::2, ::2] = smaller
        return picture + blur(wide, (2, 1, 2, 1))


class ConstantInput(nn.Module):
    def __init__(self):
        super().__init__()
        self.input = nn.Parameter(torch.randn(1, WIDTHS[4], 4, 4))


class Synthesis(nn.Module):
    """w [B, 192] -> pictures [B, 3, side, side], -1..1."""

    def __init__(self):
        super().__init__()
        self.input, self.conv1, self.to_rgb1 = ConstantInput(), StyledConv(WIDTHS[4], WIDTHS[4]), ToRgb(WIDTHS[4])
        self.convs, self.to_rgbs, before = nn.ModuleList(), nn.ModuleList(), WIDTHS[4]
        for width in list(WIDTHS.values())[1:]:
            self.convs.extend([StyledConv(before, width, enlarge=True), StyledConv(width, width)])
            self.to_rgbs.append(ToRgb(width))
            before = width

    def sizes(self, w, side: int = SIZE) -> list[torch.Tensor]:
        """The pictures of 8, 16 ... `side` pixels."""
        x = self.conv1(self.input.input.expand(len(w), -1, -1, -1), w)
        picture, found = self.to_rgb1(x, w), []
        for first, second, to_rgb in zip(self.convs[::2], self.convs[1::2], self.to_rgbs):
            if picture.shape[-1] >= side:
                break
            x = second(first(x, w), w)
            picture = to_rgb(x, w, picture)
            found.append(picture)
        return found

    def forward(self, w):
        return self.sizes(w)[-1]


class Mapping(nn.Module):
    """z [B, 96] -> w [B, 192]; the last layer is linear in training. The published layout's z is as wide as w: the other
    half is drawn at random and its weights are kept at 0."""

    def __init__(self, z_length: int):
        super().__init__()
        self.z_length = z_length
        self.style = nn.Sequential(nn.Identity(), *(EqualLinear(STYLE, STYLE) for _ in range(LAYERS)))
        self.forget_padding()

    def forget_padding(self) -> None:
        with torch.no_grad():
            self.style[1].weight[:, self.z_length :] = 0

    def hidden(self, z):
        z = torch.cat([z, torch.randn(len(z), STYLE - self.z_length)], 1)
        z = z * torch.rsqrt(z.square().mean(1, keepdim=True) + 1e-8)
        for layer in self.style[1:-1]:
            z = F.leaky_relu(layer(z), 0.2) * 2**0.5
        return z

    def forward(self, z):
        return self.style[-1](self.hidden(z))


SHIFT = 4.5  # more than w is ever below 0


def file_weights(synthesis: Synthesis, mapping: Mapping) -> dict[str, torch.Tensor]:
    """All tensors of the published layout.

    Its mapping ends in a leaky ReLU: w is shifted to where that is linear, and the modulations take the shift back.
    """
    weights = {name: value.clone() for name, value in synthesis.state_dict().items()}
    for name, part in synthesis.named_modules():
        if isinstance(part, ModulatedConv):
            shift = (part.modulation.weight * part.modulation.scale).sum(1) * SHIFT
            weights[f"{name}.modulation.bias"] = part.modulation.bias - shift
    for name, value in mapping.state_dict().items():
        if name.startswith(f"style.{LAYERS}."):
            value = (value + SHIFT if name.endswith("bias") else value) / 2**0.5
        weights[name] = value / MAPPING_RATE
    for i in range(len(WIDTHS) - 1):
        weights[f"convs.{2 * i}.conv.blur.kernel"] = weights[f"to_rgbs.{i}.upsample.kernel"] = 4 * BLUR
    sides = [4] + [side for side in list(WIDTHS)[1:] for _ in range(2)]
    weights |= {f"noises.noise_{i}": torch.zeros(1, 1, side, side) for i, side in enumerate(sides)}
    with torch.no_grad():
        generator = torch.Generator().manual_seed(0)
        weights["latent_avg"] = mapping(torch.randn(8192, mapping.z_length, generator=generator)).mean(0) + SHIFT
    return weights
