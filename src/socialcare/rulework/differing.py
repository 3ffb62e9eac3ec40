"""What was expected beside what came, in one sentence."""

from socialcare.sentences import Sentence, say


def differs(key: str, wanted: object, got: object) -> Sentence:
    return say("{key}: “{wanted}” was expected, “{got}” came", key=key, wanted=_shown(wanted), got=_shown(got))


def _shown(value: object) -> object:
    return "–" if value is None or value == "" else value
