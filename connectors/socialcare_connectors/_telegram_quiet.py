"""Telegram wants the token inside the address, and httpx writes addresses to its log: it is struck out there."""

import logging
import re

_TOKEN = re.compile(r"/bot[^/\s]+/")


class _StruckOut(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _TOKEN.search(said):
            record.msg, record.args = _TOKEN.sub("/bot…/", said), ()
        return True


_FILTER = _StruckOut()


def strike_tokens_out() -> None:
    """A filter that is there already is not added again."""
    logging.getLogger("httpx").addFilter(_FILTER)
