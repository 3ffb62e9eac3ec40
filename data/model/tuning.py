"""The upper layers of the encoder learn: from our own messages and from public texts, all heads at once."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from e5 import Packed, Upper
from seen import SKEWED
from torch import Tensor
from torch.nn import functional
from train import CARE_WEIGHT, TWEETS_WEIGHT, as_in_life, flag_of, talk_weights

from socialcare.facts import Emotion, Intent, Sentiment
from socialcare.scoring.heads import FLAGS, SENTIMENTS

LOWER = 6
"""Of twelve layers, those that stay as they are: half of the work, and of the file."""

ROUNDS, STEP, HEADS_STEP, FADING, DROPOUT = 5, 3e-4, 1e-3, 0.01, 0.1
WARMING = 0.06
"""Of all steps, those on which a step grows to its full size; from there on it shrinks to nothing."""
BATCH, BATCH_PIECES = 32, 2048
IRONY, OTHER_FLAGS = 3.0, 0.5
"""What each counts beside sentiment, emotion and intent."""

PUBLIC_SHARE = 0.5
"""Of the public texts, drawn anew each round: they are as many as our own, and longer."""

GROUPS = {
    "care": ([f"care_{s}" for s in SENTIMENTS], lambda row: SENTIMENTS.index(Sentiment(row["sentiment"]))),
    "emotion": ([f"emotion_{e}" for e in Emotion], lambda row: list(Emotion).index(Emotion(row["emotion"]))),
    "intent": ([f"intent_{i}" for i in Intent], lambda row: list(Intent).index(Intent(row["intent"]))),
}
"""Heads of which one is true of a message, and which."""
TALK = [f"talk_{s}" for s in SENTIMENTS]
LEARNT = [*(head for names, _ in GROUPS.values() for head in names), *(f"flag_{flag}" for flag in FLAGS), *TALK]

Head = tuple[np.ndarray, float]
"""Weights and bias over a vector of length 1."""


@dataclass(frozen=True)
class Read:
    """Texts, how the lower layers read each, and what each weighs; ours first."""

    care: list[dict]
    public: list[dict]
    lower: list[Tensor]
    weights: np.ndarray

    def without(self, unseen: set[int]) -> "Read":
        """Those that none of the authors in `unseen` wrote."""
        kept = [at for at, row in enumerate(self.care) if row["author"] not in unseen]
        every = [*kept, *range(len(self.care), len(self.lower))]
        care = [self.care[at] for at in kept]
        return Read(care, self.public, [self.lower[at] for at in every], weights_of(care, self.public))


def weights_of(care: list[dict], public: list[dict]) -> np.ndarray:
    """As in train.py: irony as rare as it is, the classes of tweets alike."""
    labels = np.array([SENTIMENTS.index(Sentiment(row["label"])) for row in public])
    sources = np.array([row["source"] for row in public])
    kinds = np.select([sources == SKEWED, np.char.startswith(sources, "allocine")], ["skewed", "review"], "talk")
    return np.concatenate([as_in_life(care), talk_weights(labels, kinds)])


def tuned(model: Packed, read: Read) -> Upper:
    """The upper layers and the heads, after ROUNDS over the texts."""
    torch.manual_seed(0)
    chance = random.Random(0)
    upper = Upper(model, LOWER, len(LEARNT), DROPOUT).train()
    layers = list(upper.layers.parameters())
    steps = torch.optim.AdamW(
        [{"params": layers, "lr": STEP}, {"params": upper.heads.parameters(), "lr": HEADS_STEP}], weight_decay=FADING
    )
    ways = [_batches(read, chance) for _ in range(ROUNDS)]
    count = sum(map(len, ways))
    pace = torch.optim.lr_scheduler.LambdaLR(steps, lambda at: min(1, (at + 1) / count / WARMING) * (1 - at / count))
    for number, batches in enumerate(ways, start=1):
        lost = 0.0
        for batch in batches:
            loss = _loss(upper([read.lower[at] for at in batch]), read, batch)
            steps.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(layers, 1.0)
            steps.step()
            pace.step()
            lost += float(loss.detach())
        print(f"round {number} of {ROUNDS}: loss {lost / len(batches):.3f}", flush=True)
    return upper.eval()


def _batches(read: Read, chance: random.Random) -> list[list[int]]:
    """All our texts and a share of the public ones in a new order, those of about one length together."""
    ours, public = range(len(read.care)), range(len(read.care), len(read.lower))
    order = [*ours, *chance.sample(public, int(PUBLIC_SHARE * len(public)))]
    chance.shuffle(order)
    alike = [at for first in range(0, len(order), 2000)
             for at in sorted(order[first : first + 2000], key=lambda at: len(read.lower[at]))]  # fmt: skip
    found: list[list[int]] = [[]]
    for at in alike:
        if len(found[-1]) >= BATCH or (found[-1] and len(read.lower[at]) * (len(found[-1]) + 1) > BATCH_PIECES):
            found.append([])
        found[-1].append(at)
    chance.shuffle(found)
    return found


def _loss(said: Tensor, read: Read, batch: list[int]) -> Tensor:
    count = len(read.care)
    ours = [place for place, at in enumerate(batch) if at < count]
    public = [place for place, at in enumerate(batch) if at >= count]
    total = torch.zeros(())
    if ours:
        rows, usual = [read.care[batch[place]] for place in ours], torch.tensor(read.weights[[batch[p] for p in ours]])
        total = total + _ours(said[ours], rows, usual)
    if public:
        rows = [read.public[batch[place] - count] for place in public]
        weight = torch.tensor(read.weights[[batch[place] for place in public]])
        labels = torch.tensor([SENTIMENTS.index(Sentiment(row["label"])) for row in rows])
        talk = functional.cross_entropy(said[public, -len(TALK) :], labels, reduction="none")
        care = functional.cross_entropy(said[public, : len(SENTIMENTS)], labels, reduction="none")
        of_care = torch.tensor([CARE_WEIGHT if row["source"].startswith("allocine") else TWEETS_WEIGHT for row in rows])
        total = total + (talk * weight + care * of_care).sum()
    return total / len(batch)


def _ours(said: Tensor, rows: list[dict], usual: Tensor) -> Tensor:
    total, at = torch.zeros(()), 0
    for names, label in GROUPS.values():
        labels = torch.tensor([label(row) for row in rows])
        each = functional.cross_entropy(said[:, at : at + len(names)], labels, reduction="none")
        total, at = total + (each * usual).sum(), at + len(names)
    raised = torch.tensor([[float(flag_of(row, flag)) for flag in FLAGS] for row in rows])
    each = functional.binary_cross_entropy_with_logits(said[:, at : at + len(FLAGS)], raised, reduction="none")
    for column, flag in enumerate(FLAGS):
        total = total + (IRONY * each[:, column] if flag == "irony" else OTHER_FLAGS * each[:, column] * usual).sum()
    return total


@torch.no_grad()
def vectors(upper: Upper, read: Sequence[Tensor]) -> np.ndarray:
    """(n, 384), each of length 1."""
    found = np.zeros((len(read), upper.heads.in_features), dtype=np.float32)
    order = sorted(range(len(read)), key=lambda at: len(read[at]))
    for first in range(0, len(order), BATCH):
        batch = order[first : first + BATCH]
        found[batch] = upper.vectors([read[at] for at in batch]).numpy()
    return found


def heads(upper: Upper) -> dict[str, Head]:
    weights, bias = upper.heads.weight.detach().numpy() * upper.stretch, upper.heads.bias.detach().numpy()
    return {name: (row, float(one)) for name, row, one in zip(LEARNT, weights, bias, strict=True)}
