"""All that the rules may see of one mention."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from socialcare.documents import Place
from socialcare.facts import Mention, Priority, Score
from socialcare.routing.words import Span


@dataclass(frozen=True, kw_only=True)
class Past:
    """What was between the author and the brand before this mention; None where nobody knows.

    The counts are of 90 days. `last_expert` is the key of the expert who had the author's last case. `ambassador`: a
    regular happy customer until then.
    """

    mentions_90d: int | None = None
    complaints_90d: int | None = None
    days_since_answer: int | None = None
    last_expert: str | None = None
    ambassador: bool | None = None


UNKNOWN = Past()


class Reading(NamedTuple):
    """`found` has the places (`topics`, name) and (…, `text`) whose words the text holds, with their characters.

    `tags` and `priority` are what the rules that qualify gave; those rules themselves see none.
    """

    mention: Mention
    score: Score
    past: Past
    found: Mapping[Place, tuple[Span, ...]]
    tags: tuple[str, ...] = ()
    priority: Priority = Priority.NORMAL

    @property
    def language(self) -> str:
        """What the network says, else what was read; "" where neither knows."""
        return self.mention.language or self.score.language
