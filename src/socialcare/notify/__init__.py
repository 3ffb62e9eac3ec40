"""Telling people: one message to one address, by a signed webhook or by a service that apprise knows.

`messages` makes every text inert, `webhook` signs and posts, `services` hands over to apprise, `delivery` chooses.
"""

from socialcare.notify.delivery import deliver
from socialcare.notify.messages import Address, Fact, Message, inert

__all__ = ["Address", "Fact", "Message", "deliver", "inert"]
