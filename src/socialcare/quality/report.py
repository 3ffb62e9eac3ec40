"""Labels against scores, fact by fact, with textblob-fr beside them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from socialcare.quality.labelled import CLASSES, Labelled, scored
from socialcare.quality.measures import Calibration, Figures, Tally
from socialcare.scoring import Scorer

SENTIMENT = "sentiment"


@dataclass
class Report:
    """`base` is textblob-fr's: it knows the sentiment only. `channels` are those of the sentiment."""

    texts: int = 0
    tallies: dict[str, Tally] = field(
        default_factory=lambda: {name: Tally(classes) for name, classes in CLASSES.items()}
    )
    base: Tally = field(default_factory=lambda: Tally(CLASSES[SENTIMENT]))
    calibration: Calibration = field(default_factory=Calibration)
    channels: dict[str, tuple[Tally, Tally]] = field(
        default_factory=lambda: defaultdict(lambda: (Tally(CLASSES[SENTIMENT]), Tally(CLASSES[SENTIMENT])))
    )

    @property
    def figures(self) -> dict[str, Figures]:
        """Of the facts that have labels."""
        return {name: found for name, tally in self.tallies.items() if (found := tally.figures())}


@dataclass(frozen=True, kw_only=True)
class ChannelFigures:
    """`base` is textblob-fr's."""

    channel: str
    figures: Figures
    base: Figures


def measure(texts: Iterable[Labelled], base: Scorer) -> Report:
    """Reads `texts` once, keeping counts only. `base` scores each text whose sentiment is labelled."""
    report = Report()
    for each in texts:
        report.texts += 1
        for name, label in each.labels.items():
            report.tallies[name].add(label, scored(each.score, name))
        if SENTIMENT not in each.labels:
            continue
        label = each.labels[SENTIMENT]
        plain, found = str(base.score(each.text).sentiment), str(each.score.sentiment)
        report.base.add(label, plain)
        report.calibration.add(each.score.confidence, right=label == found)
        ours, theirs = report.channels[each.channel]
        ours.add(label, found)
        theirs.add(label, plain)
    return report


def by_channel(report: Report) -> list[ChannelFigures]:
    """The channel with the most labels first."""
    found = [
        ChannelFigures(channel=name, figures=ours, base=theirs)
        for name, (mine, base) in report.channels.items()
        if (ours := mine.figures()) and (theirs := base.figures())
    ]
    return sorted(found, key=lambda each: (-each.figures.count, each.channel))
