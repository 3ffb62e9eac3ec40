from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

import pytest

from connectors._imap_server import ARRIVED, ImapServer
from connectors._mailboxes import arrive, mailbox, mentions, pull
from connectors._smtp_server import PostOffice
from socialcare.connector import Context, Reply
from socialcare.errors import AuthError, QuotaSpent, Rejected, Unavailable
from socialcare.facts import Mention


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as server:
        yield server


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


def test_an_answer_goes_to_its_author_alone_within_the_thread(
    server: ImapServer, office: PostOffice, context: Context
) -> None:
    arrive(server, Cc="autre@client.example", References="<root@client.example>")
    connector = mailbox(server, context, office, name="Marque")
    sent = connector.send(_reply(mentions(pull(connector))[0], "Bonjour Léa,\n.\nC’est réparé."))
    letter = message_from_bytes(office.letters[0], policy=default)
    assert office.recipients == [["lea@client.example"]]
    assert letter["Subject"] == "Re: Colis"
    assert (letter["In-Reply-To"], letter["References"]) == (
        "<INBOX1@client.example>",
        "<root@client.example> <INBOX1@client.example>",
    )
    assert letter["Message-ID"] == f"<{sent.ref}>"
    assert letter.get_content().splitlines() == ["Bonjour Léa,", ".", "C’est réparé."]
    own = [mention for mention in mentions(pull(connector)) if mention.own]
    assert [(one.ref, one.in_reply_to, one.text) for one in own] == [
        (sent.ref, "INBOX1@client.example", "Bonjour Léa,\n.\nC’est réparé.")
    ]


def test_a_post_office_that_hangs_up_after_the_letter_has_it(
    server: ImapServer, office: PostOffice, context: Context
) -> None:
    arrive(server)
    connector = mailbox(server, context, office)
    reply = _reply(mentions(pull(connector))[0])
    office.hangs_up = True
    with pytest.raises(Unavailable):
        connector.send(reply)
    found = connector.find(reply)
    assert found is not None
    assert [letter.uid for letter in server.folders["Sent"].letters] == [1]
    assert len(office.letters) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("452 4.3.1 full", Unavailable), ("550 5.7.1 no", Rejected),
        ("550 5.4.5 Daily user sending limit exceeded", QuotaSpent), ("530 5.7.0 log in first", AuthError),
    ],
)  # fmt: skip
def test_a_refused_letter_was_not_sent(
    server: ImapServer, office: PostOffice, context: Context, answer: str, error: type[Exception]
) -> None:
    arrive(server)
    connector = mailbox(server, context, office)
    reply = _reply(mentions(pull(connector))[0])
    office.refuses = answer
    with pytest.raises(error):
        connector.send(reply)
    assert connector.find(reply) is None


def test_without_a_post_office_nothing_is_sent(server: ImapServer, context: Context) -> None:
    arrive(server)
    connector = mailbox(server, context)
    assert "no smtp" in str(connector.check().missing[0])
    with pytest.raises(Rejected, match="no server to send by"):
        connector.send(_reply(mentions(pull(connector))[0]))


def _reply(to: Mention, text: str = "Bonjour, c’est parti.") -> Reply:
    return Reply(key="dossier-1-réponse-1", to=to, text=text, since=ARRIVED)
