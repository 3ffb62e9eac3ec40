"""Whom a person means by a name typed on the command line."""

import difflib
from collections.abc import Sequence

from socialcare.errors import WrongUse
from socialcare.sentences import say
from socialcare.store.people import Account

LONGEST = 80
"""Characters of a name that are compared with a mistyped one."""
MOST = 8
"""Accounts that a sentence names."""


def named(found: Sequence[Account], word: str) -> list[Account]:
    """Those a person may mean by a handle with or without @, a name, or either after `channel:`; capitals do not count.

    Exactly as written wins over a handle, and a handle over a name, where the channel is said. Raises WrongUse, with
    the names nearest to `word`, where there is none.
    """
    channel, _, rest = word.strip().partition(":")
    there = [account for account in found if account.channel == channel] if rest else []
    exact = [account for account in there if account.name == rest.strip()]
    several = exact or _by_handle(there, rest) or _by_name(there, rest)
    several = several or list(dict.fromkeys([*_by_handle(found, word), *_by_name(found, word)]))
    if several:
        return several
    close = _nearest(there, rest) if there else _nearest(found, word)
    if close:
        raise WrongUse(say("no customer is called “{word}”; nearest: {names}", word=word, names=close))
    raise WrongUse(say("no customer is called “{word}”; socialcare customers lists them", word=word))


def several_are(word: str, meant: Sequence[Account]) -> WrongUse:
    """What to say where one word means several people."""
    names = [str(account) for account in meant[:MOST]] + ["…"] * (len(meant) > MOST)
    return WrongUse(
        say("“{word}” is several accounts: {names}; say which, with its channel", word=word, names=", ".join(names))
    )


def _by_handle(found: Sequence[Account], word: str) -> list[Account]:
    wanted = word.strip().removeprefix("@").casefold()
    return [account for account in found if account.author.handle and account.author.handle.casefold() == wanted]


def _by_name(found: Sequence[Account], word: str) -> list[Account]:
    wanted = word.strip().casefold()
    return [account for account in found if account.author.name and account.author.name.casefold() == wanted]


def _nearest(found: Sequence[Account], word: str) -> str:
    """Three at most: who is called so and more, else who is called nearly so."""
    known: dict[str, Account] = {}
    for account in found:
        for name in (account.author.handle, account.author.name):
            known.setdefault(name[:LONGEST].casefold(), account)
    known.pop("", None)
    wanted = word.strip().removeprefix("@")[:LONGEST].casefold()
    begun = [name for name in known if wanted and name.startswith(wanted)][:3]
    close = begun or difflib.get_close_matches(wanted, known, n=3, cutoff=0.6)
    return ", ".join(dict.fromkeys(str(known[name]) for name in close))
