"""The one answer that a review takes: whether it stands there, and whether another may take its place."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from socialcare.connector import Reply, Sent
from socialcare.errors import Rejected
from socialcare.facts import Mention
from socialcare.sentences import say

from ._plain_text import one_line
from ._review_fields import answer_ref
from ._same_words import same_words

CLOCKS_APART = timedelta(minutes=5)
"""The network's clock may be behind ours: an answer that old may still be the one just sent."""


@dataclass(frozen=True)
class Answers:
    """A review as it is now, and the brand's answer to it where there is one."""

    asked: Mention
    answer: Mention | None

    def sent(self, reply: Reply) -> Sent | None:
        """The answer, where it is the one of `reply`."""
        found = self.answer
        if found is None or found.posted_at < reply.since - CLOCKS_APART or not same_words(found.text, reply.text):
            return None
        return Sent(ref=found.ref, url=found.url)

    def refuse_to_overwrite(self) -> None:
        """Raises Rejected where somebody has answered the review as it stands: a second answer takes the first's place.

        What was answered before its author changed it may be answered anew.
        """
        found = self.answer
        if found is None or found.posted_at < _changed_at(self.asked):
            return
        raise Rejected(
            say(
                "this review was answered already (“{text}”), and takes one answer only; change that one on the"
                " network itself",
                text=one_line(found.text, 80),
            )
        )


def of(mentions: tuple[Mention, ...]) -> Answers:
    """Of the review and what stands below it."""
    asked = mentions[0]
    return Answers(asked, next((one for one in mentions if one.ref == answer_ref(asked.ref)), None))


def _changed_at(asked: Mention) -> datetime:
    return asked.edited_at or asked.posted_at
