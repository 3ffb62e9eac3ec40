"""Text in, Score out, by the care lexicon, its rules, and the model that has learnt from what both see."""

import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

from socialcare.facts import Emotion, Score
from socialcare.scoring import intents, irony, keeping, reasons
from socialcare.scoring.evidence import Told, evidence
from socialcare.scoring.features import figures
from socialcare.scoring.heads import Verdicts, rounded
from socialcare.scoring.languages import FRENCH, Languages
from socialcare.scoring.lexicon import Lexicon
from socialcare.scoring.memory import Memory, NoMemory
from socialcare.scoring.model import Model
from socialcare.scoring.plain import plain
from socialcare.scoring.rows import Row
from socialcare.scoring.tokens import MARK, Tokens
from socialcare.scoring.unread import unread
from socialcare.scoring.weigh import Hit, Reader

if TYPE_CHECKING:
    from socialcare.scoring.encoder import Encoder, Second

CODE = "care-4"
"""Raised when the rules below change."""

STAR = 4.0
"""What one star above or below three adds to the log-odds of positive against negative."""

NEITHER = 2.0
"""What three stars add to the log-odds of neutral, where no word of our lexicon stands."""

BARE = 3.0
"""The same of a word of our lexicon, where the text says nothing else."""

NAMED, FAINTEST = 0.6, 0.2
"""Intensity of an emotion whose word has weight 1; below the second, a word is too weak to name one."""

SHORT = 4
"""Tokens."""

OWN_WORD = 3.0
"""What a word of weight 1 in the workspace's lexicon adds to them: it wins over what was learnt from others."""


BATCH = 64
"""Texts that are weighed together; more are not quicker."""


class Written(NamedTuple):
    """A text to score, and what its network says of it; see Scorer."""

    text: str
    language: str | None = None
    rating: float | None = None


class Scorer(Protocol):
    """Anything that scores texts. `version` changes whenever a score may."""

    version: str

    def score(self, text: str, *, language: str | None = None, rating: float | None = None) -> Score:
        """`language` is BCP 47 or None where unknown, `rating` 1 to 5 stars. Raises nothing, whatever the text."""
        ...


def load(
    lexicons: Mapping[str, str],
    weights: bytes,
    own: Sequence[Row] = (),
    encoded: "tuple[Encoder, bytes] | None" = None,
    memory: Memory | None = None,
) -> "CareScorer":
    """The scorer over the care lexicon (file name to content), the model's weights and the workspace's own words.

    `encoded` is an encoder and the content of its head, to read a second time what the model is unsure of; `memory`
    is where what was read may be kept for the next process. Raises FileMistakes for lines it cannot use,
    ValueError for weights of other features.
    """
    memory = memory or NoMemory()
    version, terms = keeping.known(lexicons, memory)
    words = [(row.terms, row.value, sorted(row.labels)) for row in own]
    told = (CODE, version, sorted(lexicons.items()), words)
    digest = hashlib.sha256(repr(told).encode("utf-8", "replace") + weights)
    second = _second(*encoded) if encoded else None
    digest.update(encoded[1] if encoded else b"")
    version = f"{CODE}-{digest.hexdigest()[:12]}{f'+{second.name}' if second else ''}"
    return CareScorer(Lexicon(terms, own), Languages(memory), Model(weights), version, second)


def _second(encoder: "Encoder", head: bytes) -> "Second":
    from socialcare.scoring.encoder import Second  # which few need, and which imports much

    return Second(encoder, head)


class CareScorer:
    """See `load`. The lexicon's rules find hits; the model weighs them beside the words; evidence says what did what."""

    def __init__(
        self, lexicon: Lexicon, languages: Languages, model: Model, version: str, second: "Second | None" = None
    ) -> None:
        self.version = version
        self._lexicon = lexicon
        self._languages = languages
        self._model = model
        self._second = second

    def score(self, text: str, *, language: str | None = None, rating: float | None = None) -> Score:
        """See Scorer. Of a text that is not French only the emoji count. Raises WrongUse for an encoder that fails."""
        return self._batch([Written(text, language, rating)])[0]

    def score_all(self, texts: Iterable[Written]) -> Iterator[Score]:
        """As `score`, in the same order, and quicker by a third; BATCH of them are read before the first is told."""
        remaining = iter(texts)
        while batch := list(islice(remaining, BATCH)):
            yield from self._quickly(batch)

    def _quickly(self, texts: Sequence[Written]) -> list[Score]:
        """Nothing that is made here refers back to itself: the collector, one twentieth of the time, would find nothing."""
        collects = gc.isenabled()
        gc.disable()
        try:
            return self._batch(texts)
        finally:
            if collects:
                gc.enable()

    def _batch(self, texts: Sequence[Written]) -> list[Score]:
        self._lexicon.cutter.make_room()
        heard = [self._hear(written) for written in texts]
        scores = iter(self._read([told for told in heard if isinstance(told, Told)]))
        return [next(scores) if isinstance(told, Told) else told for told in heard]

    def _read(self, french: Sequence[Told]) -> list[Score]:
        if not french:
            return []
        tokens, figures = [told.tokens for told in french], [told.figures for told in french]
        weighed = self._model.weigh(self._lexicon.cutter, tokens, figures)
        judged = [self._judge(told, heads) for told, heads in zip(french, weighed.heads, strict=True)]
        by_token = weighed.by_token([found.care for _, found, _ in judged], [kept for _, _, kept in judged])
        return [self._tell(told, found, part) for (told, found, _), part in zip(judged, by_token, strict=True)]

    def _hear(self, written: Written) -> Told | Score:
        """What the rules make of a text, or its whole score where it is not French."""
        read = plain(written.text)
        reader = Reader(self._lexicon, read.text)
        reading, tokens = reader.read(), reader.tokens
        language = self._languages.language(read.text, tokens, written.language)
        stars = _stars(written.rating)
        if language != FRENCH or tokens.says_nothing:
            emoji = [hit for hit in reading.hits if hit.reason is reasons.EMOJI]
            language = "" if tokens.says_nothing else language
            return unread(written.text, read, emoji, stars=stars, language=language, version=self.version)
        hits, ironic = irony.turned_round(reading)
        own = [hit for hit in hits if hit.entry.own] if self._lexicon.has_own else []
        ours = [hit for hit in hits if not hit.entry.own] if own else hits
        news, spam = intents.is_news(read.text), intents.is_spam(read.text, reading)
        seen, scale = figures(reading, tokens, ours, ironic=ironic, news=news, spam=spam)
        bare = BARE if _says_no_more(ours, tokens) else 0.0
        push = stars
        if own:
            push += OWN_WORD * sum([hit.weight for hit in own])
        if bare:
            push += bare * sum([hit.weight for hit in ours])
        neither = NEITHER if written.rating == 3 and not hits else 0.0
        besides = [(0, 0, stars, reasons.STARS)] if stars else []
        return Told(read, tokens, hits, seen, scale, OWN_WORD, bare, push, neither, besides)

    def _judge(self, told: Told, heads: list[float]) -> tuple[Told, Verdicts, float]:
        """What is told and what it comes to, once the encoder, where it is asked, has read it too; and what the words keep."""
        found = Verdicts(heads, told.push, told.neither, self._model.card.temperature)
        if self._second is not None and self._second.wants(found.confidence, heads):
            return self._again(self._second, told, heads)
        return told, found, 1.0

    def _again(self, second: "Second", told: Told, heads: list[float]) -> tuple[Told, Verdicts, float]:
        """Mixed with what the encoder reads: what was told by the words counts for less, and the rest is the encoder's."""
        reading = second.read(told.read.text, heads)
        words = 1 - reading.share
        found = Verdicts(reading.heads, told.push, told.neither, second.temperature)
        odds, name = reading.leaning(found.care)
        besides = [*told.besides, (0, 0, reading.share * odds, name)]
        return told._replace(scale=told.scale * words, besides=besides), found, words

    def _tell(self, told: Told, found: Verdicts, by_token: list[float]) -> Score:
        is_question, is_ironic, mixed, urgency, churn, insult, spam = found.flags
        emotions = MappingProxyType(_felt(found.emotions, told.hits))
        parts = evidence(told, self._model.tones, by_token, found)
        # By place, in the order of Score: names would cost a third more.
        return Score(
            found.sentiment, found.polarity, found.confidence, found.emotion, found.intent, emotions,
            is_question, is_ironic, spam, mixed, urgency, churn, insult, FRENCH, parts, self.version,
        )  # fmt: skip


def _felt(learnt: dict[Emotion, float], hits: Sequence[Hit]) -> dict[Emotion, float]:
    """With the emotions that are named outright, at least as strong as their words; what is negated or ironic is not."""
    for hit in hits:
        emotion = hit.entry.emotion
        if emotion is not None and hit.reason is not reasons.NEGATION and hit.reason is not reasons.IRONY:
            amount = rounded(min(1.0, NAMED * abs(hit.weight)))
            if amount > max(FAINTEST, learnt.get(emotion, 0.0)):
                learnt[emotion] = amount
    return learnt


def _says_no_more(hits: Sequence[Hit], tokens: Tokens) -> bool:
    """True where a short text is nothing but words of the lexicon: « bravo » alone is praise, whatever wits make of it."""
    if not hits or len(tokens.placed) > SHORT:
        return False
    covered = {at for hit in hits for at in range(hit.first, hit.last + 1)}
    return all(at in covered or word.term is MARK for at, (word, _, _) in enumerate(tokens.placed))


def _stars(rating: float | None) -> float:
    """What a rating adds to the log-odds; 0 where there is none, or it is not of 1 to 5."""
    return STAR * (rating - 3) if rating is not None and 1 <= rating <= 5 else 0.0
