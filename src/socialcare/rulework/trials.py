"""Test files of rules, run: what was expected of each mention, and what the rules made of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from socialcare.documents import Document, Place, parse, read
from socialcare.errors import FileMistakes, Mistake
from socialcare.facts import Promise
from socialcare.routing.trace import Trace, Truth
from socialcare.rulework.deciding import Decided, Known, decide
from socialcare.rulework.differing import differs
from socialcare.rulework.given import LoadScorer, mention_of, past_of, score_of, taken_as_neutral
from socialcare.rulework.loading import Rules, load_file
from socialcare.rulework.steps import walked
from socialcare.rulework.trial_checks import trial_mistakes
from socialcare.rulework.trial_text import TrialsText, TrialText
from socialcare.scoring import Scorer
from socialcare.sentences import Sentence, say
from socialcare.workspace import Workspace

ENDING = ".test.yaml"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One test run. `failures` say at which line what differs; a `todo` is expected to have some."""

    name: str
    line: int
    todo: bool
    failures: tuple[Mistake, ...]
    notes: tuple[Sentence, ...]
    text: str
    trace: Trace

    @property
    def passed(self) -> bool:
        return not self.failures


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One test file run over the rules that it names, which are called `rules_name` in mistakes."""

    file: str
    rules_path: Path
    rules: Rules
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> bool:
        return any(not outcome.passed and not outcome.todo for outcome in self.outcomes)


def trial_files(rules: Path) -> list[Path]:
    """Those of the folder `tests` beside a rules file that name it, or could."""
    return sorted((rules.parent / "tests").glob(f"*{ENDING}"))


def try_file(path: Path, name: str, load_scorer: LoadScorer) -> Tried:
    """`name` is how messages call the file. Needs no workspace: calendars are resolved for the years the file names.

    Raises FileMistakes for either file, WrongUse where one is not there.
    """
    document = read(Workspace(path.parent).read(path.name), name)
    text = parse(document, TrialsText)
    rules_path = path.parent / text.rules
    first, last = _years(text)
    rules = load_file(rules_path, _beside(name, text.rules), first, last)
    mistakes = trial_mistakes(document, text, rules)
    if mistakes:
        raise FileMistakes(mistakes)
    bench = _Bench(rules, document, text, load_scorer)
    outcomes = tuple(bench.outcome(number, trial) for number, trial in enumerate(text.tests))
    return Tried(file=name, rules_path=rules_path.resolve(), rules=rules, outcomes=outcomes)


class _Bench:
    """The rules, the test file, and the scorer once a test asks for it."""

    def __init__(self, rules: Rules, document: Document, text: TrialsText, load_scorer: LoadScorer) -> None:
        self._rules, self._document, self._text, self._load_scorer = rules, document, text, load_scorer
        self._zone = ZoneInfo(text.timezone)

    @cached_property
    def _scorer(self) -> Scorer:
        return self._load_scorer()

    def outcome(self, number: int, trial: TrialText) -> Outcome:
        place: Place = ("tests", number)
        score = score_of(trial.mention, self._scorer if trial.score else None)
        mention = mention_of(trial.mention, self._text.aware(trial.mention.posted_at))
        decided = decide(self._rules, mention, score, Known(past=past_of(trial.mention)))
        failures = [*self._wrong(place, trial, decided)]
        failures += walked(self._rules, self._text, self._document, place, trial, decided, self._score_later(trial))
        return Outcome(
            name=trial.name,
            line=self._document.line(place),
            todo=trial.state == "todo",
            failures=tuple(failures),
            notes=tuple(_notes(trial, decided)) if failures else (),
            text=mention.text,
            trace=decided.trace,
        )

    def _wrong(self, place: Place, trial: TrialText, decided: Decided) -> Iterator[Mistake]:
        route = decided.trace.route
        got = {
            "rule": route.rule, "expert": route.expert, "team": route.team, "priority": route.priority,
            "promise": route.policy, "topic": route.topic, "set_aside": route.set_aside, "complaint": route.complaint,
        }  # fmt: skip
        for key in (key for key in type(trial.expect).model_fields if key in trial.expect.model_fields_set):
            wanted = getattr(trial.expect, key)
            if key == "due_at":
                yield from self._due(place, trial, decided.promise)
            elif key == "tags":
                missing = [tag for tag in wanted if tag not in route.tags]
                if missing:
                    yield self._differs((*place, "expect", key), key, ", ".join(wanted), ", ".join(route.tags))
            elif wanted != got[key]:
                yield self._differs((*place, "expect", key), key, wanted, got[key])
        held = {rule.name for rule in decided.trace.rules if rule.truth is Truth.TRUE}
        for number, name in enumerate(trial.refused):
            if name in held:
                yield self._document.mistake(
                    (*place, "not", number), say("rule “{rule}” is true and must not be", rule=name)
                )

    def _due(self, place: Place, trial: TrialText, promise: Promise | None) -> Iterator[Mistake]:
        assert trial.expect.due_at is not None
        wanted = self._text.aware(trial.expect.due_at)
        got = promise.due_at if promise else None
        if got != wanted:
            shown = got.astimezone(self._zone) if got else None
            yield self._differs((*place, "expect", "due_at"), "due_at", wanted, shown)

    def _differs(self, place: Place, key: str, wanted: object, got: object) -> Mistake:
        return self._document.mistake(place, differs(key, wanted, got))

    def _score_later(self, trial: TrialText) -> Scorer | None:
        return self._scorer if trial.score else None


def _notes(trial: TrialText, decided: Decided) -> Iterator[Sentence]:
    yield from decided.trace.route.because
    if decided.promise:
        yield from decided.promise.because
    if not trial.score:
        neutral = taken_as_neutral(trial.mention)
        if neutral:
            yield say("not given, so taken as: {facts}", facts=", ".join(neutral))


def _years(text: TrialsText) -> tuple[date, date]:
    """A year before and after what the file names, so that holidays around a year's end are known."""
    years = [instant.year for instant in text.instants()]
    return date(max(1, min(years) - 1), 1, 1), date(min(9998, max(years) + 1), 12, 31)


def _beside(name: str, rules: str) -> str:
    """`rules/tests/a.test.yaml` and `../b.yaml` make `rules/b.yaml`: how a person would call the file."""
    parts = [*Path(name).parent.parts]
    for step in Path(rules).parts:
        if step == ".." and parts and parts[-1] != "..":
            parts.pop()
        else:
            parts.append(step)
    return Path(*parts).as_posix() if parts else rules
