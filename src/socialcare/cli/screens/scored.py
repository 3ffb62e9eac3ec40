"""One text with its score: what it comes to, and the words that made it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.facts import Evidence, Score
from socialcare.sentences import Label, Sentence, mark, say

if TYPE_CHECKING:
    from socialcare.cli.language import Language
    from socialcare.cli.wiring import Session

FLAGS = ("irony", "urgency", "churn", "insult", "spam", "mixed")
WIDEST = 12
"""Characters of the bar of the heaviest piece of evidence."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def score_json(text: str, score: Score, scheme: str | None) -> dict[str, Any]:
    """`scheme` puts the emotions into Ekman's six or Plutchik's eight."""
    from socialcare.scoring import mappings

    mapped = {"ekman": mappings.ekman, "plutchik": mappings.plutchik}
    return {
        "sentiment": score.sentiment,
        "polarity": score.polarity,
        "confidence": score.confidence,
        "emotion": score.emotion,
        "emotions": mapped[scheme](score.emotions) if scheme else dict(score.emotions),
        "intent": score.intent,
        "is_question": score.is_question,
        **{flag: getattr(score, flag) for flag in FLAGS},
        "language": score.language,
        "evidence": [
            {"start": e.start, "end": e.end, "text": text[e.start : e.end], "weight": e.weight, "reason": e.reason}
            for e in score.evidence
        ],
        "version": score.version,
    }


def scored_screen(session: "Session", text: str, score: Score, *, explained: bool) -> None:
    language, console = session.language, output.console()
    if explained:
        console.print(output.paragraph(_marked(text, score.evidence), "bold"))
        console.print()
    console.print(output.lines([(language.text(label), language(told)) for label, told in _verdicts(score)]))
    if explained:
        console.print()
        for line in _reasons(language, text, score):
            console.print(output.indented(line))
        console.print(output.paragraph(language(_beside(text))))


def _verdicts(score: Score) -> list[tuple[str, Sentence]]:
    polarity, confidence = round(score.polarity, 2), round(score.confidence, 2)
    told = [
        (mark("Sentiment"), say("{sentiment}, polarity {polarity}, confidence {confidence}", sentiment=score.sentiment, polarity=polarity, confidence=confidence)),
        (mark("Emotion"), _emotions(score)),
        (mark("Intent"), say("{intent}, asked as a question", intent=score.intent) if score.is_question else say("{intent}", intent=score.intent)),
    ]  # fmt: skip
    flags = [Label(flag) for flag in FLAGS if getattr(score, flag)]
    if flags:
        told.append((mark("Flags"), say("{flags}", flags=flags)))
    told.append((mark("Language"), say("{code}", code=score.language or "–")))
    return told


def _emotions(score: Score) -> Sentence:
    strongest = sorted(score.emotions.items(), key=lambda each: -each[1])
    felt = [say("{emotion} {amount}", emotion=emotion, amount=round(amount, 2)) for emotion, amount in strongest]
    if not felt:
        return say("{emotion}", emotion=score.emotion)
    return say("{emotion} ({felt})", emotion=score.emotion, felt=felt)


def _reasons(language: "Language", text: str, score: Score) -> list[str]:
    """One line for each piece of evidence, with the number that stands in the text."""
    if not score.evidence:
        return [language(mark("No word of it was known."))]
    heaviest = max(abs(e.weight) for e in score.evidence) or 1.0
    told = []
    for number, each in enumerate(score.evidence, start=1):
        words = f"« {for_screen(text[each.start : each.end])} »  " if each.end > each.start else ""
        bar = _bar(abs(each.weight) / heaviest)
        told.append(f"{number:>3}  {language.share(each.weight)}  {bar}  {words}{language.text(each.reason)}")
    return told


def _bar(share: float) -> str:
    """Of 0 to 1, WIDEST characters wide."""
    whole, eighths = divmod(round(share * WIDEST * 8), 8)
    return ("█" * whole + _EIGHTHS[eighths]).ljust(WIDEST)[:WIDEST] if whole < WIDEST else "█" * WIDEST


def _marked(text: str, evidence: Sequence[Evidence]) -> str:
    """The text with [brackets] around what counted, and its number; of two that overlap, the first has them."""
    parts, done = [], 0
    for number, each in enumerate(evidence, start=1):
        if each.start < done or each.end <= each.start:
            continue
        parts.append(f"{text[done : each.start]}[{text[each.start : each.end]}]{str(number).translate(_RAISED)}")
        done = each.end
    return "".join([*parts, text[done:]])


def _beside(text: str) -> Sentence:
    from socialcare.scoring import BaselineScorer

    plain = BaselineScorer().score(text)
    return say("textblob-fr alone: {sentiment}, polarity {polarity}", sentiment=plain.sentiment, polarity=round(plain.polarity, 2))  # fmt: skip
