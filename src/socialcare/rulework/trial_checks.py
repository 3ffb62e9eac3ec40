"""Names of a test file that its rules do not know: a renamed rule is a mistake of the test, not a failure."""

from collections.abc import Iterable, Iterator

from socialcare.documents import Document, Place
from socialcare.errors import Mistake
from socialcare.hints import unknown
from socialcare.routing.deciding import DEFAULT
from socialcare.rulework.loading import Rules
from socialcare.rulework.trial_text import EventText, TrialsText, TrialText
from socialcare.sentences import Sentence, say


def trial_mistakes(document: Document, text: TrialsText, rules: Rules) -> list[Mistake]:
    """All of them, in file order."""
    found = [
        mistake
        for number, trial in enumerate(text.tests)
        for mistake in _Names(document, rules).mistakes(("tests", number), trial)
    ]
    return sorted(found, key=lambda mistake: (mistake.line, mistake.column))


class _Names:
    def __init__(self, document: Document, rules: Rules) -> None:
        self._document = document
        self._text = rules.text
        self._rules = [*(rule.name for rule in rules.text.rules), DEFAULT]

    def mistakes(self, place: Place, trial: TrialText) -> Iterator[Mistake]:
        expect, text = trial.expect, self._text
        known: list[tuple[str, Sentence, str | None, Iterable[str]]] = [
            ("rule", say("rule"), expect.rule, self._rules),
            ("expert", say("expert"), expect.expert or None, text.experts),
            ("team", say("team"), expect.team or None, text.teams),
            ("promise", say("promise"), expect.promise or None, text.policies),
            ("topic", say("topic"), expect.topic or None, text.topics),
        ]
        for key, what, word, names in known:
            yield from self._refer((*place, "expect", key), what, word, names)
        yield from self._refer(
            (*place, "mention", "last_expert"), say("expert"), trial.mention.last_expert, text.experts
        )
        for number, name in enumerate(trial.refused):
            yield from self._refer((*place, "not", number), say("rule"), name, self._rules)
        for number, step in enumerate(trial.steps):
            if step.event:
                yield from self._event((*place, "steps", number, "event"), step.event)

    def _event(self, place: Place, event: EventText) -> Iterator[Mistake]:
        if len(event.model_fields_set) != 1:
            yield self._document.mistake(place, say("an event is one of reply, draft and customer"))
        people = [*self._text.community_managers, *self._text.experts]
        # Only a community manager answers a customer.
        yield from self._refer((*place, "reply"), say("community manager"), event.reply, self._text.community_managers)
        yield from self._refer((*place, "draft"), say("person"), event.draft, people)

    def _refer(self, place: Place, what: Sentence, word: str | None, known: Iterable[str]) -> Iterator[Mistake]:
        names = list(known)
        if word is not None and word not in names:
            yield self._document.mistake(place, unknown(what, word, names))
