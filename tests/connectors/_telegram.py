"""The Telegram Bot API on loopback, as its documentation tells it: what a call has confirmed is forgotten."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from socialcare.connector import Context
from socialcare.testing import NOW, Answer, Request
from socialcare_connectors.telegram import Settings, Telegram

TOKEN = "123456:jeton-t0p_secret"
GROUP = {"id": -1001234, "type": "supergroup", "title": "Clients", "username": "clients_marque"}
LEA = {"id": 71, "is_bot": False, "first_name": "Léa", "last_name": "Roux", "username": "lea"}
BOT = {"id": 123456, "is_bot": True, "first_name": "Marque", "username": "marque_bot"}
BEGAN = 1_772_431_200
"""2 March 2026, 6:00 UTC."""


def refusal(code: int, why: str, **parameters: Any) -> Answer:
    more = {"parameters": parameters} if parameters else {}
    return Answer.of({"ok": False, "error_code": code, "description": why, **more}, code)


@dataclass
class Chats:
    updates: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    refused: Answer | None = None
    webhook: str = ""
    reads_all: bool = True
    page: int = 100
    number: int = 500

    def publish(self, kind: str = "message", **changes: Any) -> dict[str, Any]:
        self.number += 1
        count = self.number - 500
        message = {
            "message_id": 10 + count, "from": LEA, "chat": GROUP, "date": BEGAN + 60 * count,
            "text": f"Message {count} : rien ne vient & <3", **changes,
        }  # fmt: skip
        return self.bring({"update_id": self.number, kind: {k: v for k, v in message.items() if v is not None}})

    def bring(self, update: dict[str, Any]) -> dict[str, Any]:
        self.updates.append(update)
        return update

    def __call__(self, request: Request) -> Answer:
        _, bot, method = request.path.split("/")
        if bot != f"bot{TOKEN}":
            return refusal(401, "Unauthorized")
        if self.refused is not None:
            return self.refused
        if method == "getMe":
            return Answer.of({"ok": True, "result": {**BOT, "can_read_all_group_messages": self.reads_all}})
        if method == "getWebhookInfo":
            return Answer.of({"ok": True, "result": {"url": self.webhook, "pending_update_count": 0}})
        return self._sent(request) if method == "sendMessage" else self._updates(request)

    def _updates(self, request: Request) -> Answer:
        if self.webhook:
            return refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(request.query.get("offset", "0"))
        self.updates = [update for update in self.updates if update.get("update_id", offset) >= offset]
        return Answer.of({"ok": True, "result": self.updates[: self.page]})

    def _sent(self, request: Request) -> Answer:
        content = request.json()
        number = 900 + len(self.sent)
        self.sent.append(content)
        chat = {**GROUP, "id": content["chat_id"]}
        message = {"message_id": number, "from": BOT, "chat": chat, "date": NOW.timestamp(), "text": content["text"]}
        return Answer.of({"ok": True, "result": message})


def telegram(server: str, context: Context, **given: Any) -> Telegram:
    settings: dict[str, Any] = {"server": server, "token": SecretStr(TOKEN), **given}
    return Telegram(Settings(**settings), context)
