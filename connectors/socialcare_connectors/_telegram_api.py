"""Calls to the Telegram Bot API. The token stands in the address: no error, note or log may hold one."""

import re
from collections.abc import Mapping, Sequence
from json import dumps
from typing import Any

from socialcare.connector import Context, Response
from socialcare.errors import AuthError, ConnectorError, Unavailable
from socialcare.sentences import say

from ._json_fields import object_in
from ._telegram_errors import explained
from ._telegram_quiet import strike_tokens_out
from ._telegram_settings import Settings

Found = Mapping[str, Any]

PAGE = 100
"""The most that one call gives."""

UPDATES = ("message", "edited_message", "channel_post", "edited_channel_post")


class Api:
    def __init__(self, settings: Settings, context: Context) -> None:
        self._server = settings.server
        self._token = settings.token.get_secret_value().strip() if settings.token else ""
        self._context = context
        self.how_to_mend = say(
            "set SOCIALCARE_{channel}_TOKEN to the token that @BotFather gave for the bot (a number, a colon, letters)",
            channel=context.channel.upper().replace("-", "_"),
        )
        strike_tokens_out()

    def updates(self, offset: int | None) -> Sequence[Found]:
        """The oldest that are kept, from `offset` on. What lies before it, Telegram forgets by this call."""
        wanted = {"limit": str(PAGE), "timeout": "0", "allowed_updates": dumps(UPDATES)}
        found = self._get("getUpdates", {**wanted, **({"offset": str(offset)} if offset is not None else {})})
        if not isinstance(found, list):
            raise _unusable()
        return [update for update in found if isinstance(update, dict)]

    def bot(self) -> Found:
        return self._object("getMe")

    def webhook(self) -> Found:
        return self._object("getWebhookInfo")

    def answer(self, chat: str, message: int, text: str) -> Found:
        """The message made. Raises Unavailable where nobody knows whether it was."""
        content = {"chat_id": int(chat), "text": text, "reply_parameters": {"message_id": message}}
        try:
            return object_in(self._result(self._context.http.post(self._url("sendMessage"), json=content)))
        except ConnectorError as error:
            raise explained(error, self.how_to_mend, self._context.now) from None

    def _object(self, method: str) -> Found:
        found = object_in(self._get(method, {}))
        if not found:
            raise _unusable()
        return found

    def _get(self, method: str, params: Mapping[str, str]) -> Any:
        try:
            return self._result(self._context.http.get(self._url(method), params=params))
        except ConnectorError as error:
            raise explained(error, self.how_to_mend, self._context.now) from None

    def _url(self, method: str) -> str:
        """Raises AuthError for what is no token, before it gets into an address."""
        if not re.fullmatch(r"\d+:[\w-]+", self._token):
            raise AuthError(say("the token of the Telegram bot is missing or is not one"), self.how_to_mend)
        return f"{self._server}/bot{self._token}/{method}"

    def _result(self, response: Response) -> Any:
        try:
            body = object_in(response.json())
        except ValueError:
            raise _unusable() from None
        if body.get("ok") is not True or "result" not in body:
            raise _unusable()
        return body["result"]


def _unusable() -> Unavailable:
    return Unavailable(say("Telegram did not answer as its Bot API does; nothing of the answer was used"))
