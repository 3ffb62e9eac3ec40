"""Letters that arrive in a scripted mailbox, and the connector over it."""

from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from connectors._imap_server import ARRIVED, PASSWORD, USER, ImapServer
from connectors._smtp_server import PostOffice
from socialcare.connector import Context, Page
from socialcare.facts import Mention
from socialcare_connectors._imap_settings import Security, Server, Settings
from socialcare_connectors.imap import Imap

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def mailbox(server: ImapServer, context: Context, office: PostOffice | None = None, **changes: Any) -> Imap:
    given: dict[str, Any] = {
        "address": USER,
        "imap": Server(host="127.0.0.1", port=server.port, security=Security.PLAIN),
        "smtp": Server(host="127.0.0.1", port=office.port, security=Security.PLAIN) if office else None,
        "password": SecretStr(PASSWORD),
        **changes,
    }
    return Imap(Settings(**given), context)


def arrive(
    server: ImapServer, text: str = "Bonjour", folder: str = "INBOX", at: datetime = ARRIVED, **headers: str
) -> int:
    box = server.folders[folder]
    told = {
        "From": "Léa Morel <lea@client.example>", "Subject": "Colis", "Date": "Mon, 2 Mar 2026 08:30:00 +0100",
        "Message-ID": f"<{folder}{box.next_uid}@client.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }  # fmt: skip
    box.add("\r\n".join([*(f"{name}: {value}" for name, value in told.items() if value), "", text]).encode(), at)
    return box.next_uid - 1


def pull(connector: Imap, cursor: Any = None) -> list[Page]:
    return list(connector.pages(cursor, LONG_AGO))


def mentions(pages: list[Page]) -> list[Mention]:
    return [mention for page in pages for mention in page.mentions]
