"""Sentences in the person's language, with local times; the catalogues are `locale/*/LC_MESSAGES/messages.po`.

The domain is gettext's default, so that Typer's own words ("Options", "required") come from the same catalogues.
"""

import gettext
import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from socialcare.cli.labels import LABELS
from socialcare.sentences import Label, Sentence, mark

CATALOGUES = Path(__file__).parent / "locale"
LANGUAGES = ("fr", "en")

_DAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
_LONG_DAYS = (mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday"), mark("Friday"), mark("Saturday"), mark("Sunday"))  # fmt: skip
_MONTHS = (mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"), mark("July"), mark("August"), mark("September"), mark("October"), mark("November"), mark("December"))  # fmt: skip


class Language:
    """One language and one time zone; nothing here is global but Typer's own words."""

    def __init__(self, code: str, zone: ZoneInfo | None = None) -> None:
        self.code = code
        self.zone = zone or ZoneInfo("Europe/Paris")

    def with_zone(self, zone: ZoneInfo) -> "Language":
        return Language(self.code, zone)

    @cached_property
    def _catalogue(self) -> gettext.NullTranslations:
        return gettext.translation("messages", CATALOGUES, [self.code])

    def speak(self) -> None:
        """Typer's own words follow: it asks gettext, which asks the environment."""
        gettext.bindtextdomain("messages", str(CATALOGUES))
        os.environ["LANGUAGE"] = self.code

    def text(self, template: str) -> str:
        """A fixed text of the catalogues."""
        return self._catalogue.gettext(template) if template else ""

    def __call__(self, sentence: Sentence | str) -> str:
        """The sentence with its values; times in the zone, lists with commas. A str is a fixed text."""
        if isinstance(sentence, str):
            return self.text(sentence)
        count = sentence.values.get("n")
        if sentence.plural is not None and isinstance(count, int):
            template = self._catalogue.ngettext(sentence.template, sentence.plural, count)
        else:
            template = self.text(sentence.template)
        return template.format_map({name: self._value(value) for name, value in sentence.values.items()})

    def label(self, value: StrEnum | str | None) -> str:
        """What a person reads for a value of the facts."""
        return self.text(LABELS.get(value, str(value))) if value else ""

    def day_and_time(self, at: datetime) -> str:
        """`ven. 19/07 17:00`; the year too where it is not needed by the eye but by the mind: see `full`."""
        local = at.astimezone(self.zone)
        return f"{self.text(_DAYS[local.weekday()])} {local:%d/%m %H:%M}"

    def near(self, at: datetime, now: datetime) -> str:
        """`09:12` on the same day, else as `day_and_time`."""
        local = at.astimezone(self.zone)
        return f"{local:%H:%M}" if local.date() == now.astimezone(self.zone).date() else self.day_and_time(at)

    def full(self, at: datetime) -> str:
        """`ven. 19/07/2024 17:00`."""
        local = at.astimezone(self.zone)
        return f"{self.text(_DAYS[local.weekday()])} {local:%d/%m/%Y %H:%M}"

    def headline(self, at: datetime) -> str:
        """`vendredi 19 juillet 2024, 20:30 (Europe/Paris)`."""
        local = at.astimezone(self.zone)
        weekday, month = self.text(_LONG_DAYS[local.weekday()]), self.text(_MONTHS[local.month - 1])
        return f"{weekday} {local.day} {month} {local.year}, {local:%H:%M} ({self.zone.key})"

    def duration(self, seconds: int) -> str:
        """`−42 min`, `1 h 05`, `3 d 4 h`: two units at most, a true minus sign."""
        sign, minutes = "−" if seconds < 0 else "", abs(seconds) // 60
        if minutes < 60:
            return f"{sign}{minutes} min"
        hours, minutes = divmod(minutes, 60)
        if hours < 24:
            return f"{sign}{hours} h {minutes:02}"
        days, hours = divmod(hours, 24)
        day = self.text(mark("d"))
        return f"{sign}{days} {day} {hours} h" if days < 100 else f"{sign}{days} {day}"

    def number(self, value: float) -> str:
        """`1 231` and `−2,4` in French, `1,231` and `−2.4` in English, with a true minus sign."""
        text = f"{value:,}".replace("-", "−")
        return text.replace(",", "\u202f").replace(".", ",") if self.code == "fr" else text

    def share(self, weight: float) -> str:
        """What a piece of evidence adds, always with its sign: `−0,21` in French, `−0.21` in English."""
        text = f"{weight:+.2f}".replace("-", "−")
        return text.replace(".", ",") if self.code == "fr" else text

    def _value(self, value: object) -> str:
        if isinstance(value, Sentence):
            return self(value)
        if isinstance(value, datetime):
            return self.full(value)
        if isinstance(value, date):
            return f"{self.text(_DAYS[value.weekday()])} {value:%d/%m/%Y}"
        if isinstance(value, (StrEnum, Label)):
            return self.label(value)
        if isinstance(value, bool):
            return self.text(mark("yes")) if value else self.text(mark("no"))
        if isinstance(value, (int, float)):
            return self.number(value)
        if isinstance(value, (list, tuple)):
            return ", ".join(self._value(each) for each in value)
        return str(value)


def chosen(wanted: str | None, environment: Mapping[str, str]) -> str:
    """`--lang`, else the locale as gettext reads it (LANGUAGE, LC_ALL, LC_MESSAGES, LANG); English where neither says."""
    variables = ("SOCIALCARE_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    wish = wanted or next((environment[name] for name in variables if environment.get(name)), "en")
    first = wish.split(":")[0].lower()
    return "fr" if first.startswith("fr") else "en"


def named(words: Sequence[str]) -> str | None:
    """What follows `--lang`, before anything is parsed: the help itself depends on it. Ends where the command begins."""
    ahead = iter(words)
    for word in ahead:
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang":
            return next(ahead, None)
        if word in ("--workspace", "--as"):
            next(ahead, None)
        elif not word.startswith("-"):
            return None
    return None
