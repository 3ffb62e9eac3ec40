"""Which way a message goes: by its address alone."""

from datetime import datetime

from socialcare.connector import Http
from socialcare.notify import services, webhook
from socialcare.notify.messages import Address, Message


def deliver(http: Http, address: Address, to: str, message: Message, now: datetime) -> None:
    """Returns once the other side has taken it; raises SocialcareError where it has not, or may not have.

    `to` is the person's key. An address that starts with https:// or http:// is a webhook, any other apprise's.
    """
    if address.is_webhook:
        webhook.post(http, address, to, message, now)
        return
    services.send(address, message)
