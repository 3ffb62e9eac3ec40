"""A message through apprise: e-mail, Slack, Teams, Mattermost and some hundred and seventy more, each by its own URL."""

import logging
import re
from urllib.parse import unquote

from socialcare.errors import Rejected, Unavailable
from socialcare.notify.messages import Address, Message
from socialcare.sentences import say

LONGEST_REASON = 200
SHORTEST_SECRET = 4
"""Characters; a shorter piece of an address hides nothing and would make reasons unreadable."""


def send(address: Address, message: Message) -> None:
    """Raises Rejected where apprise is missing or does not know the address, Unavailable where the service failed."""
    try:
        from apprise import Apprise, AppriseAsset, LogCapture, NotifyFormat
    except ImportError as error:
        raise Rejected(
            say(
                "{variable} needs apprise, which is not installed: pip install “socialcare[notify]”",
                variable=address.variable,
            )
        ) from error
    asset = AppriseAsset(
        app_id="socialcare", app_desc="socialcare", app_url="", async_mode=False, allow_templates=False
    )
    with LogCapture(level=logging.WARNING, fmt="%(message)s") as heard:  # type: ignore[no-untyped-call]
        services = Apprise(asset=asset)
        if not services.add(address.url):
            raise Rejected(say("{variable} holds no address that apprise knows, such as mailto://… or slack://…", variable=address.variable))  # fmt: skip
        told = services.notify(
            title=message.title, body=message.text, body_format=NotifyFormat.TEXT, interpret_escapes=False
        )
        if not told:
            raise Unavailable(say("the service did not take it ({why})", why=_reason(heard.getvalue(), address)))


def _reason(heard: str, address: Address) -> str:
    """The first complaint, with every piece of the address hidden: tokens stand there."""
    first = heard.strip().partition("\n")[0] or "–"
    pieces = {piece for text in (address.url, unquote(address.url)) for piece in re.split(r"[/:@?&=#,\s]+", text)}
    for piece in sorted(pieces, key=len, reverse=True):
        if len(piece) >= SHORTEST_SECRET:
            first = first.replace(piece, "…")
    return first[:LONGEST_REASON]
