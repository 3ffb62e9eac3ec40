"""One customer on several channels, said by a person and never guessed; each saying is kept, with who and when."""

from socialcare import store
from socialcare.desk.desk import Desk
from socialcare.errors import WrongUse
from socialcare.routing import Person
from socialcare.sentences import say
from socialcare.store.people import Account, Link


def link(desk: Desk, by: Person, one: str, other: str) -> tuple[Account, Account]:
    """From now on they are shown as one; `unlink` takes it back. Raises WrongUse where they are one already."""
    with desk.store.unit_of_work():
        found = store.people.accounts(desk.store)
        pair = _account(found, one), _account(found, other)
        together = next(c for c in store.people.customers(found, _links(desk)) if pair[0] in c)
        if pair[1] in together:
            raise WrongUse(
                say("{one} and {other} are one customer already", one=str(pair[0]), other=str(pair[1]))
                if pair[0] != pair[1]
                else say("{one} is one account; name another to link it with", one=str(pair[0]))
            )
        store.people.append_link(desk.store, _said(desk, by, pair, linked=True))
    return pair


def unlink(desk: Desk, by: Person, one: str, other: str) -> tuple[Account, Account]:
    """Take a link back. Raises WrongUse where these two were not linked, even if both were with a third."""
    with desk.store.unit_of_work():
        found = store.people.accounts(desk.store)
        pair = _account(found, one), _account(found, other)
        links = store.people.standing(_links(desk))
        undone = _said(desk, by, pair, linked=False)
        if undone.pair not in {each.pair for each in links}:
            raise WrongUse(
                say(
                    "{one} and {other} were not linked with each other; linked with {one}: {known}",
                    one=str(pair[0]),
                    other=str(pair[1]),
                    known=", ".join(_beside(found, links, pair[0])) or "–",
                )
            )
        store.people.append_link(desk.store, undone)
    return pair


def _links(desk: Desk) -> list[Link]:
    """Up to now: a desk set back in time does not see what was said later."""
    return store.people.links(desk.store, desk.now)


def _account(found: list[Account], word: str) -> Account:
    """Raises WrongUse where the word means nobody, or several accounts."""
    meant = store.naming.named(found, word)
    if len(meant) > 1:
        raise store.naming.several_are(word, meant)
    return meant[0]


def _said(desk: Desk, by: Person, pair: tuple[Account, Account], *, linked: bool) -> Link:
    return Link(at=desk.now, by=by.key, one=pair[0].number, other=pair[1].number, linked=linked)


def _beside(found: list[Account], links: list[Link], account: Account) -> list[str]:
    known = {each.number: str(each) for each in found}
    numbers = {number for link in links if account.number in link.pair for number in link.pair}
    return [known[number] for number in sorted(numbers - {account.number}) if number in known]
