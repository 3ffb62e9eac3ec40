"""Letters of a folder as a page: who speaks is a mention, what machines say is told and left in the mailbox."""

from collections import Counter
from collections.abc import Sequence

from socialcare.connector import Cursor, Page, Reject
from socialcare.facts import Mention
from socialcare.sentences import Sentence, say, say_many

from ._imap_settings import Settings
from ._letter_kinds import Sort, failed_recipient, sort_of
from ._letters import Letter
from ._mail_mentions import mention_from
from ._mailbox import Mailbox
from ._plain_text import one_line


class Reading:
    """`sent` is the folder of what the brand sent, None where there is none."""

    def __init__(self, box: Mailbox, settings: Settings, channel: str, sent: str | None) -> None:
        self._box = box
        self._settings = settings
        self._channel = channel
        self._sent = sent

    def page(self, folder: str, letters: Sequence[Letter], cursor: Cursor) -> Page:
        is_sent = folder == self._sent
        mentions: list[Mention] = []
        failures: list[Reject] = []
        left: Counter[Sort] = Counter()
        copies = set() if is_sent else self._copies(folder, letters)
        for letter in letters:
            sort = Sort.LETTER if letter.uid in copies else sort_of(letter, self._settings.own)
            if sort is Sort.FAILURE:
                failures.append(_failure(folder, letter))
            elif sort is Sort.AUTOMATIC or (sort is Sort.BULK and not self._settings.bulk):
                left[sort] += 1
            elif letter.uid not in copies:
                try:
                    mentions.append(mention_from(letter, self._channel, self._settings, own=is_sent))
                except (ValueError, LookupError, RecursionError):
                    why = say("this letter cannot be read; open it in the mailbox")
                    failures.append(_reject(folder, letter, why))
        return Page(mentions=tuple(mentions), rejects=tuple(failures), cursor=cursor, notes=_left(folder, left))

    def _copies(self, folder: str, letters: Sequence[Letter]) -> set[int]:
        """Of the brand's own letters, those that lie in its folder of sent mail too."""
        ours = [letter for letter in letters if self._is_from_us(letter) and letter.message_id]
        if not (ours and self._sent):
            return set()
        self._box.examine(self._sent)
        found = {letter.uid for letter in ours if self._box.uids_of(letter.message_id)}
        self._box.examine(folder)
        return found

    def _is_from_us(self, letter: Letter) -> bool:
        return any(address in self._settings.own for _, address in letter.addresses("From"))


def _failure(folder: str, letter: Letter) -> Reject:
    to = failed_recipient(letter)
    why = (
        say("what was sent to {address} did not arrive", address=one_line(to, 100))
        if to
        else say("something that was sent did not arrive; read this letter in the mailbox")
    )
    return _reject(folder, letter, why)


def _reject(folder: str, letter: Letter, why: Sentence) -> Reject:
    return Reject(where=f"{folder}, UID {letter.uid}", why=why, excerpt=one_line(letter.words("Subject"), 80))


def _left(folder: str, left: Counter[Sort]) -> tuple[Sentence, ...]:
    notes = []
    if left[Sort.AUTOMATIC]:
        notes.append(
            say_many(
                "{n} automatic answer or receipt was left in {folder}",
                "{n} automatic answers or receipts were left in {folder}",
                left[Sort.AUTOMATIC],
                folder=folder,
            )
        )
    if left[Sort.BULK]:
        notes.append(
            say_many(
                "{n} newsletter or letter of a list was left in {folder}",
                "{n} newsletters or letters of lists were left in {folder}",
                left[Sort.BULK],
                folder=folder,
            )
        )
    return tuple(notes)
