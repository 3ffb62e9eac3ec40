"""Telegram: what people write to the brand's bot, and in the groups and channels it is in, and answers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page, Reject, Reply, Sent
from socialcare.errors import AuthError, RateLimited, Rejected, Unavailable
from socialcare.facts import Mention
from socialcare.sentences import Sentence, mark, say, say_many

from . import _telegram_api
from ._json_fields import BadItem, object_in, text_in
from ._plain_text import one_line
from ._statuses import moment
from ._telegram_answers import Answers
from ._telegram_api import UPDATES, Api
from ._telegram_messages import Place, holds_something, mention_from, place_of
from ._telegram_settings import Settings

KEPT = timedelta(hours=24)
"""How long Telegram keeps a message for a bot that does not ask."""


class Telegram:
    summary: ClassVar[str] = mark("Telegram: messages to the brand's bot and in its groups, and answers")
    # No `own_replies`: a bot is never shown what it wrote itself. No `reread`: nothing can be asked for twice.
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.PULL, Capability.CHECK, Capability.REPLY})
    settings: ClassVar[type[connector.Settings]] = Settings
    longest: ClassVar[int] = 4096

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._api = Api(settings, context)
        self._answers = Answers(context.vault)

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:  # noqa: ARG002 - there is no past
        """One page a run, at most 100 messages: to ask for the next makes Telegram forget this one, and only the cursor
        of a later run proves that it was stored. A rehearsal, which stores nothing, so takes nothing away.
        """
        known = cursor or {}
        offset = known.get("offset")
        updates = self._api.updates(offset)
        numbers = [number for update in updates if isinstance(number := update.get("update_id"), int)]
        if not numbers:
            if updates:
                raise Unavailable(say("Telegram sent messages without a number; nothing of them was used"))
            return
        moved = {**known.get("moved", {}), **_moved(updates)}
        now = self._context.now
        saved = {"offset": max(numbers) + 1, "at": now.isoformat(), **({"moved": moved} if moved else {})}
        mentions, rejects = self._read(updates, moved)
        notes = (*self._lost(known, min(numbers)), *_more(len(updates)))
        yield Page(mentions=tuple(mentions), rejects=tuple(rejects), cursor=saved, notes=notes)

    def _read(
        self, updates: Sequence[Mapping[str, Any]], moved: Mapping[str, str]
    ) -> tuple[list[Mention], list[Reject]]:
        """An edit in the same page stands for the message."""
        found: dict[str, Mention] = {}
        rejects = []
        for update in updates:
            message = next((object_in(update, key) for key in UPDATES if key in update), {})
            if not (holds_something(message) and self._is_wanted(object_in(message, "chat"), moved)):
                continue
            try:
                mention = mention_from(message, channel=self._context.channel)
            except BadItem as bad:
                excerpt = one_line(text_in(message, "text") or text_in(message, "caption"), 80)
                rejects.append(Reject(where=str(update.get("update_id"))[:40], why=bad.sentence, excerpt=excerpt))
                continue
            found[mention.ref] = mention
        return list(found.values()), rejects

    def _is_wanted(self, chat: Mapping[str, Any], moved: Mapping[str, str]) -> bool:
        """A group that became a supergroup has another id: the one in the settings still means it."""
        if chat.get("type") == "private":
            return self._settings.private
        wanted = self._settings.chats
        ids = {str(chat.get("id")), *(old for old, new in moved.items() if new == str(chat.get("id")))}
        return not wanted or not {*ids, f"@{text_in(chat, 'username')}".casefold()}.isdisjoint(wanted)

    def _lost(self, known: Mapping[str, Any], first: int) -> tuple[Sentence, ...]:
        """Numbers follow each other: where some are missing after more than a day, Telegram has dropped them."""
        before, expected = moment(known.get("at")), known.get("offset")
        if before is None or expected is None or first <= expected or self._context.now - before <= KEPT:
            return ()
        return (
            say(
                "messages may be lost: Telegram keeps them 24 hours, and this bot was not read for longer; pull every day"
            ),
        )

    def check(self) -> Identity:
        bot = self._api.bot()
        reads_all = bot.get("can_read_all_group_messages") is True
        missing = () if reads_all else (_private(),)
        if text_in(self._api.webhook(), "url"):
            missing = (
                *missing,
                say("a webhook takes the messages of this bot: nothing can be read until it is removed"),
            )
        return Identity(
            name=text_in(bot, "first_name"),
            handles=(text_in(bot, "username"),),
            rights=("read all messages of its groups",) if reads_all else (),
            missing=missing,
        )

    def length(self, text: str) -> int:
        """In UTF-16 units, as Telegram counts places in a text."""
        return len(text.encode("utf-16-le", "surrogatepass")) // 2

    def send(self, reply: Reply) -> Sent:
        """In the same chat, below what is answered; what it may not be, Telegram refuses."""
        place = Place.of(reply.to.ref)
        if place is None:
            raise Rejected(say("the message that is to be answered is not one of Telegram"))
        self._answers.begin(reply.key)
        try:
            made = place_of(self._api.answer(place.chat, place.message, reply.text))
        except BadItem as bad:
            raise Unavailable(say("Telegram did not say what became of the answer")) from bad
        except (AuthError, RateLimited, Rejected):
            self._answers.refused(reply.key)
            raise
        self._answers.sent(reply.key, made.ref)
        return _sent(made.ref, reply)

    def find(self, reply: Reply) -> Sent | None:
        """Raises Rejected where nobody can know whether it was sent."""
        ref = self._answers.ref_of(reply.key)
        return _sent(ref, reply) if ref else None


def _sent(ref: str, reply: Reply) -> Sent:
    page, _, _ = reply.to.url.rpartition("/")
    return Sent(ref=ref, url=f"{page}/{ref.partition('/')[2]}" if page else "")


def _moved(updates: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """New ids of chats by their old ones."""
    messages = [object_in(update, "message") for update in updates]
    return {
        str(object_in(message, "chat").get("id")): str(message["migrate_to_chat_id"])
        for message in messages
        if isinstance(message.get("migrate_to_chat_id"), int)
    }


def _more(count: int) -> tuple[Sentence, ...]:
    if count < _telegram_api.PAGE:
        return ()
    return (
        say_many(
            "{n} message was read, and more wait; pull again",
            "{n} messages were read, and more wait; pull again",
            count,
        ),
    )


def _private() -> Sentence:
    return say(
        "privacy mode is on: in groups the bot sees only commands, mentions of it and answers to it; switch it off with"
        " @BotFather (/setprivacy), then take the bot out of the group and in again"
    )
