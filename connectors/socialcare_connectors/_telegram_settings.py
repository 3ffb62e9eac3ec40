"""What socialcare.yaml says of a Telegram bot."""

import re

from pydantic import Field, SecretStr, field_validator

from socialcare import connector
from socialcare.documents import BadValue
from socialcare.sentences import say

from ._servers import ServerAddress


class Settings(connector.Settings):
    """`chats`: ids or @names of groups and channels to read; all that the bot is in where it is empty. `private`:
    what people write to the bot itself is read too. `server`: where one runs a Bot API server of one's own.
    """

    chats: list[str] = Field(default_factory=list)
    private: bool = True
    server: ServerAddress = "https://api.telegram.org"
    token: SecretStr | None = None

    @field_validator("chats")
    @classmethod
    def _known(cls, chats: list[str]) -> list[str]:
        for chat in chats:
            if not re.fullmatch(r"-?\d+|@\w+", chat):
                raise BadValue(say("“{chat}” is not a chat; write its @name, or its id between quotes, such as"
                                   ' "-1001234567890"', chat=chat))  # fmt: skip
        return [chat.casefold() for chat in chats]
