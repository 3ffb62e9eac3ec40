"""A mailbox as a channel: letters of customers, the brand's answers in its folder of sent mail, answers by SMTP."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any, ClassVar

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page, Reply, Sent
from socialcare.errors import AuthError, ConnectorError
from socialcare.facts import Mention
from socialcare.paging import Batch, Item, State, ascend
from socialcare.sentences import Sentence, mark, say

from . import _smtp
from ._imap_reading import Reading
from ._imap_settings import Settings
from ._letters import Letter
from ._mail_errors import Told
from ._mailbox import Folder, Mailbox, opened

PAGE = 50
"""Letters fetched at once; each at most 256 KiB."""

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says."""

MOST_HANDED = 500


class Imap:
    summary: ClassVar[str] = mark("a mailbox by IMAP: letters and the brand's answers, sent by SMTP")
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.PULL, Capability.OWN_REPLIES, Capability.CHECK, Capability.REPLY}
    )
    settings: ClassVar[type[connector.Settings]] = Settings
    longest: ClassVar[int] = 50_000
    """Ours: mail itself has no limit, who reads it has."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context
        variable = context.channel.upper().replace("-", "_")
        self._how_to_mend = say(
            "set SOCIALCARE_{channel}_PASSWORD (of this mailbox, or an application password), or, for Google and"
            " Microsoft, SOCIALCARE_{channel}_ACCESS_TOKEN",
            channel=variable,
        )

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """Each folder in the order of arrival, what was sent last: by then, what it answers has been seen."""
        states: dict[str, Any] = dict(cursor["folders"]) if cursor else {}
        start = since or self._context.now - FIRST_PULL
        with self._box() as box:
            sent = self._sent_folder(box)
            reading = Reading(box, self._settings, self._context.channel, sent)
            for name in [*self._settings.folders, *([sent] if sent else [])]:
                for page in self._pages_of(box, reading, name, states, start):
                    states = dict(page.cursor["folders"]) if page.cursor else states
                    yield page

    def _pages_of(
        self, box: Mailbox, reading: Reading, name: str, states: Mapping[str, Any], start: datetime
    ) -> Iterator[Page]:
        folder = box.examine(name)
        state: State = states.get(name) or {"since": start.isoformat()}
        notes: tuple[Sentence, ...] = ()
        if state.get("validity") != folder.validity:
            notes = (_numbered_anew(name),) if "validity" in state else ()
            state = {**state, "validity": folder.validity, "after": str(_before_first(box, folder, state))}
            yield Page(mentions=(), cursor={"folders": {**states, name: state}}, notes=notes)
        looped = say("{folder} gives the same letters again and again; it was left there", folder=name)
        for items, moved in ascend(_newer(box), {"after": state["after"]}, looped=looped):
            letters = [item.content for item in items if isinstance(item.content, Letter)]
            yield reading.page(name, letters, {"folders": {**states, name: {**state, **moved}}})

    def check(self) -> Identity:
        """Logs in to both servers."""
        with self._box() as box:
            for name in self._settings.folders:
                box.examine(name)
            sent, quota = self._sent_folder(box), box.quota()
        missing = (
            []
            if sent
            else [say("no folder of sent mail was found: answers typed elsewhere are not seen; write sent: NAME")]
        )
        if self._settings.smtp is None:
            missing.append(say("there is no smtp: in the settings: answers cannot be sent from here"))
        else:
            with _smtp.connected(self._settings, self._told_by(self._settings.smtp.host), self._context.http):
                pass
        return Identity(
            name=self._settings.name,
            handles=tuple(sorted(self._settings.own)),
            missing=tuple(missing),
            quota=say("{used} of {limit} MiB used", used=quota[0] // 1024, limit=quota[1] // 1024) if quota else None,
        )

    def length(self, text: str) -> int:
        return len(text)

    def send(self, reply: Reply) -> Sent:
        """Raises Rejected where there is no address to answer. A copy is kept in the folder of sent mail."""
        settings = self._settings
        sent = Sent(ref=self._answer_id(reply))
        with self._box() as box:
            message = _smtp.answer(reply, self._asked(box, reply.to), settings, self._context)
            told = self._told_by(settings.smtp.host if settings.smtp else "")
            _smtp.hand_over(
                message, settings, told, self._context.http,
                lambda is_there: self._remember(sent.ref, is_there=is_there),
            )  # fmt: skip
            # It is on its way: a copy that cannot be kept is no reason to send it again.
            with suppress(ConnectorError):
                self._keep(box, message, sent.ref)
        return sent

    def find(self, reply: Reply) -> Sent | None:
        """In the folder of sent mail; or handed to the server by us, whatever it said then (RFC 1047: it delivers)."""
        ref = self._answer_id(reply)
        with self._box() as box:
            folder = self._sent_folder(box)
            if folder:
                box.examine(folder)
                if box.uids_of(ref):
                    return Sent(ref=ref)
            if ref not in self._handed():
                return None
            message = _smtp.answer(reply, self._asked(box, reply.to), self._settings, self._context)
            with suppress(ConnectorError):
                self._keep(box, message, ref)
        return Sent(ref=ref)

    def _keep(self, box: Mailbox, message: EmailMessage, ref: str) -> None:
        """Unless the server has done so itself, as Google's does."""
        folder = self._sent_folder(box)
        if folder is None or not self._settings.save_sent:
            return
        box.examine(folder)
        if not box.uids_of(ref):
            box.append(folder, message.as_bytes(), self._context.now)
        self._remember(ref, is_there=False)

    def _asked(self, box: Mailbox, mention: Mention) -> Letter | None:
        """The letter answered, for its subject and its thread; None where it was moved elsewhere."""
        for name in self._settings.folders:
            box.examine(name)
            uids = box.uids_of(mention.ref)
            letters = box.letters(uids[:1]) if uids else []
            if letters:
                return letters[0]
        return None

    def _handed(self) -> dict[str, Any]:
        kept = self._context.vault.read().get("handed")
        return dict(kept) if isinstance(kept, Mapping) else {}

    def _remember(self, ref: str, *, is_there: bool) -> None:
        """What a server has taken and no folder shows yet."""
        handed = self._handed()
        if is_there == (ref in handed):
            return
        if is_there:
            handed[ref] = True
        else:
            del handed[ref]
        self._context.vault.write({**self._context.vault.read(), "handed": dict(list(handed.items())[-MOST_HANDED:])})

    def _answer_id(self, reply: Reply) -> str:
        return _smtp.answer_id(reply.key, self._context.channel, self._settings)

    def _sent_folder(self, box: Mailbox) -> str | None:
        return self._settings.sent or box.sent_folder()

    @contextmanager
    def _box(self) -> Iterator[Mailbox]:
        """Raises AuthError before any call where there is nothing to log in with."""
        settings = self._settings
        if not (settings.password or settings.access_token):
            raise AuthError(say("{host} needs a password or a token", host=settings.imap.host), self._how_to_mend)
        with opened(settings, self._told_by(settings.imap.host), self._context.http) as box:
            yield box

    def _told_by(self, host: str) -> Told:
        secrets = [one.get_secret_value() for one in (self._settings.password, self._settings.access_token) if one]
        return Told(host, self._how_to_mend, self._context.now, tuple(secret for secret in secrets if secret))


def _before_first(box: Mailbox, folder: Folder, state: State) -> int:
    """The number below that of the first letter to read. Servers know days, in a zone of their own: one more."""
    since = datetime.fromisoformat(state["since"]) - timedelta(days=1)
    return next(iter(box.arrived_since(since)), folder.next_uid or 1) - 1


def _newer(box: Mailbox) -> Any:
    """What lies after a uid; asked of the server once for many pages."""
    waiting: list[int] = []

    def newer(after: str | None) -> Batch:
        last = int(after or 0)
        while True:
            waiting[:] = [uid for uid in waiting if uid > last] or box.uids_after(last)
            if not waiting:
                return Batch(())
            uids = waiting[:PAGE]
            last = uids[-1]
            letters: Sequence[Letter] = box.letters(uids)
            if letters:
                return Batch([Item(str(each.uid), each.arrived_at, each) for each in letters], str(last))

    return newer


def _numbered_anew(folder: str) -> Sentence:
    return say("the server has numbered the letters of {folder} anew; they are read again", folder=folder)
