"""The pack's CLIP: the names of OpenAI's parameters, with a convolutional stem in place of the patch embedding."""

import torch
import torch.nn as nn
import torch.nn.functional as F

from .bpe import CONTEXT

WIDTH, HEADS, LAYERS, CELLS = 192, 3, 4, 8
MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073])[:, None, None]
DEVIATION = torch.tensor([0.26862954, 0.26130258, 0.27577711])[:, None, None]


class Attention(nn.Module):
    """Tokens [B, T, 192] -> the same; parameters named as in torch.nn.MultiheadAttention."""

    def __init__(self):
        super().__init__()
        self.in_proj_weight = nn.Parameter(torch.empty(3 * WIDTH, WIDTH))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * WIDTH))
        self.out_proj = nn.Linear(WIDTH, WIDTH)
        nn.init.xavier_uniform_(self.in_proj_weight)
        nn.init.normal_(self.out_proj.weight, std=0.02)

    def forward(self, x, causal: bool):
        batch, length, _ = x.shape
        qkv = F.linear(x, self.in_proj_weight, self.in_proj_bias).view(batch, length, 3, HEADS, WIDTH // HEADS)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
        return self.out_proj(mixed.transpose(1, 2).reshape(batch, length, WIDTH))


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.c_fc, self.c_proj = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        nn.init.normal_(self.c_proj.weight, std=0.02)

    def forward(self, x):
        h = self.c_fc(x)
        return self.c_proj(h * torch.sigmoid(1.702 * h))  # QuickGELU


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn, self.ln_1 = Attention(), nn.LayerNorm(WIDTH)
        self.mlp, self.ln_2 = Mlp(), nn.LayerNorm(WIDTH)

    def forward(self, x, causal: bool):
        x = x + self.attn(self.ln_1(x), causal)
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    def __init__(self, causal: bool):
        super().__init__()
        self.resblocks, self.causal = nn.ModuleList(Block() for _ in range(LAYERS)), causal

    def forward(self, x):
        for block in self.resblocks:
            x = block(x, self.causal)
        return x


class Residual(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.GroupNorm(8, channels)
        self.conv2, self.norm2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.GroupNorm(8, channels)
        nn.init.zeros_(self.norm2.weight)

    def forward(self, x):
        return F.silu(x + self.norm2(self.conv2(F.silu(self.norm1(self.conv1(x))))))


class Stage(nn.Module):
    """Halves the side."""

    def __init__(self, c_in: int, c_out: int, blocks: int):
        super().__init__()
        self.down, self.norm = nn.Conv2d(c_in, c_out, 3, 2, 1, bias=False), nn.GroupNorm(8, c_out)
        self.blocks = nn.ModuleList(Residual(c_out) for _ in range(blocks))

    def forward(self, x):
        x = F.silu(self.norm(self.down(x)))
        for block in self.blocks:
            x = block(x)
        return x


class Stem(nn.Module):
    """Normalised pictures [B, 3, 128, 128] -> [B, 192, 8, 8]."""

    def __init__(self):
        super().__init__()
        widths = [3, WIDTH // 8, WIDTH // 4, WIDTH // 2, WIDTH]
        self.stages = nn.ModuleList(Stage(a, b, n) for a, b, n in zip(widths, widths[1:], (0, 1, 2, 2)))
        self.proj = nn.Conv2d(WIDTH, WIDTH, 1)

    def forward(self, x):
        for stage in self.stages:
            x = stage(x)
        return self.proj(x)


class Visual(nn.Module):
    """Normalised pictures [B, 3, 128, 128] -> [B, 65, 192]; row 0 is the picture's embedding, the others the cells'."""

    def __init__(self):
        super().__init__()
        self.stem, self.class_embedding = Stem(), nn.Parameter(torch.randn(WIDTH) * 0.02)
        self.positional_embedding = nn.Parameter(torch.randn(CELLS * CELLS + 1, WIDTH) * 0.02)
        self.ln_pre, self.transformer, self.ln_post = nn.LayerNorm(WIDTH), Transformer(causal=False), nn.LayerNorm(WIDTH)
        self.proj = nn.Parameter(torch.randn(WIDTH, WIDTH) * WIDTH**-0.5)

    def forward(self, x):
        cells = self.stem(x).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.class_embedding.expand(len(x), 1, -1), cells], 1) + self.positional_embedding
        return self.ln_post(self.transformer(self.ln_pre(tokens))) @ self.proj


class Clip(nn.Module):
    def __init__(self, vocabulary: int):
        super().__init__()
        self.visual, self.token_embedding = Visual(), nn.Embedding(vocabulary, WIDTH)
        nn.init.normal_(self.token_embedding.weight, std=0.1)
        self.positional_embedding = nn.Parameter(torch.randn(CONTEXT, WIDTH) * 0.01)
        self.transformer, self.ln_final = Transformer(causal=True), nn.LayerNorm(WIDTH)
        self.text_projection = nn.Parameter(torch.randn(WIDTH, WIDTH) * WIDTH**-0.5)
        self.logit_scale = nn.Parameter(torch.tensor(3.0))

    def image(self, x):
        """Pictures [B, 3, 128, 128] in 0..1 -> [B, 65, 192], not of norm 1."""
        return self.visual((x - MEAN) / DEVIATION)

    def text(self, tokens):
        """Tokens [B, T] -> [B, 192], not of norm 1; read at the end token, which has the highest id."""
        x = self.token_embedding(tokens) + self.positional_embedding[: tokens.shape[1]]
        x = self.ln_final(self.transformer(x))
        return x[torch.arange(len(tokens)), tokens.argmax(-1)] @ self.text_projection
