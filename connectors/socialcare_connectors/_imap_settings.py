"""What socialcare.yaml says of a mailbox."""

import re
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from socialcare import connector
from socialcare.documents import BadValue
from socialcare.sentences import say

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]]+@[^\s@<>,;:\"()\[\]]+")


class Security(StrEnum):
    """`plain` sends the password as it is; only to this machine."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


class Server(BaseModel):
    """`port`: that of `security` where it is not written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field(min_length=1)
    port: int | None = Field(default=None, ge=1, le=65535)
    security: Security = Security.TLS

    @model_validator(mode="after")
    def _hidden(self) -> Self:
        if self.security is Security.PLAIN and self.host not in ("127.0.0.1", "::1", "localhost"):
            raise BadValue(say("“plain” would send the password in the clear to {host}; write security: tls or starttls",
                               host=self.host))  # fmt: skip
        return self


class Settings(connector.Settings):
    """`imap` and `smtp`: the servers; without `smtp` nothing can be answered from here. `user`: the login, where it is
    not the `address`. `addresses`: others of the brand. `name`: before the address in answers. `sent`: the folder, where
    the server does not say which; `save_sent: false` where the server keeps a copy of what is sent by itself.
    `bulk`: newsletters and mailing lists too.
    """

    address: str
    imap: Server
    smtp: Server | None = None
    user: str = ""
    addresses: list[str] = Field(default_factory=list)
    name: str = ""
    folders: list[str] = Field(default_factory=lambda: ["INBOX"], min_length=1)
    sent: str | None = None
    save_sent: bool = True
    bulk: bool = False
    password: SecretStr | None = None
    access_token: SecretStr | None = None

    @field_validator("address")
    @classmethod
    def _one(cls, address: str) -> str:
        if not is_address(address):
            raise BadValue(say("“{address}” is not a mail address, such as contact@marque.example", address=address))
        return address

    @field_validator("addresses")
    @classmethod
    def _each(cls, addresses: list[str]) -> list[str]:
        return [cls._one(address) for address in addresses]

    @field_validator("name")
    @classmethod
    def _one_line(cls, name: str) -> str:
        if not name.isprintable():
            raise BadValue(say("the name must be one line of text"))
        return name

    @property
    def own(self) -> frozenset[str]:
        """The brand's addresses, folded."""
        return frozenset(one.casefold() for one in (self.address, *self.addresses))

    @property
    def login(self) -> str:
        return self.user or self.address


def is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text)) and len(text) <= 254 and text.isprintable()
