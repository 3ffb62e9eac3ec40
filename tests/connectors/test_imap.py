from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr, ValidationError

from connectors._imap_server import ARRIVED, PASSWORD, USER, ImapServer
from connectors._mailboxes import arrive, mailbox, mentions, pull
from socialcare.connector import Context
from socialcare.errors import AuthError, Rejected
from socialcare.facts import Kind
from socialcare.http import Client, Reach
from socialcare_connectors import _mailbox, imap
from socialcare_connectors._imap_settings import Security, Server


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as server:
        yield server


def test_a_letter_is_a_message_with_its_subject_first(server: ImapServer, context: Context) -> None:
    arrive(server, "Où est mon colis ?", Content_Language="fr-FR")
    (found,) = mentions(pull(mailbox(server, context)))
    assert (found.text, found.kind, found.language) == ("Colis\n\nOù est mon colis ?", Kind.MESSAGE, "fr-FR")
    assert (found.author.handle, found.author.name) == ("lea@client.example", "Léa Morel")
    assert (found.ref, found.thread, found.in_reply_to) == ("INBOX1@client.example", "INBOX1@client.example", None)
    assert found.posted_at == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert found.can_reply


def test_a_thread_is_joined_by_its_headers(server: ImapServer, context: Context) -> None:
    arrive(server, Message_ID="<a@x.example>")
    arrive(
        server,
        folder="Sent",
        From=USER,
        Message_ID="<b@x.example>",
        In_Reply_To="<a@x.example>",
        References="<a@x.example>",
    )
    arrive(server, "Merci", Message_ID="<c@x.example>", References="<a@x.example>\r\n <b@x.example>")
    found = {mention.ref[0]: mention for mention in mentions(pull(mailbox(server, context)))}
    assert [found[one].in_reply_to for one in "abc"] == [None, "a@x.example", "b@x.example"]
    assert {mention.thread for mention in found.values()} == {"a@x.example"}
    assert [found[one].own for one in "abc"] == [False, True, False]
    assert found["c"].text == "Merci"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Merci !\n\nLe lun. 2 mars 2026 à 10:02, Marque\n<contact@marque.example> a écrit :\n> On regarde.\n> Claire", "Merci !"),
        ("> On regarde.\n\nToujours rien.", "Toujours rien."),
        ("Oui.\n> Couleur ?\nRouge.", "Oui.\nRouge."),
        ("Bien reçu\n\n-----Message d'origine-----\nDe : Marque\nEnvoyé : lundi\nAncien texte", "Bien reçu"),
        ("Voilà\n\nDe : Marque <contact@marque.example>\nEnvoyé : lundi 2 mars\nÀ : Léa\n\nAncien", "Voilà"),
        ("-----Message transféré-----\nDe : SAV\nDate : lundi\nVoyez ceci", "-----Message transféré-----\nDe : SAV\nDate : lundi\nVoyez ceci"),
        ("Bonjour\n-- \nLéa Morel\nDirectrice", "Bonjour"),
        ("Bonjour\n\nEnvoyé de mon iPhone", "Bonjour"),
        ("> tout est cité", "> tout est cité"),
    ],
)  # fmt: skip
def test_history_and_signatures_go_and_what_was_written_stays(
    server: ImapServer, context: Context, body: str, text: str
) -> None:
    arrive(server, body, In_Reply_To="<x@y.example>")
    assert mentions(pull(mailbox(server, context)))[0].text == text


def test_html_is_read_as_text_and_its_history_is_left_out(server: ImapServer, context: Context) -> None:
    html = '<p>Merci&nbsp;!<br>Léa</p><div class="gmail_quote">Le lundi, Marque a écrit :<blockquote>Bonjour</blockquote></div>'
    arrive(server, html, In_Reply_To="<x@y.example>", Content_Type="text/html; charset=utf-8")
    assert mentions(pull(mailbox(server, context)))[0].text == "Merci\u00a0!\nLéa"


@pytest.mark.parametrize("charset", ["iso-8859-1", "us-ascii", "utf-8", "x-inconnu", ""])
def test_a_wrong_charset_still_gives_the_words(server: ImapServer, context: Context, charset: str) -> None:
    head = f"From: lea@client.example\r\nContent-Type: text/plain; charset={charset}\r\nSubject: ".encode()
    server.folders["INBOX"].add(head + "Colis abîmé\r\n\r\nReçu cassé, 12 €".encode("cp1252"))
    assert mentions(pull(mailbox(server, context)))[0].text == "Colis abîmé\n\nReçu cassé, 12 €"


@pytest.mark.parametrize(
    ("date", "posted"),
    [
        ("Mon, 2 Mar 2026 08:30:00 +0100", datetime(2026, 3, 2, 7, 30, tzinfo=UTC)),
        ("Mon, 2 Mar 2026 08:30:00", ARRIVED), ("demain", ARRIVED), ("", ARRIVED),
        ("Mon, 2 Mar 2026 23:00:00 +0000", ARRIVED), ("Sun, 2 Mar 2025 08:00:00 +0000", ARRIVED),
    ],
)  # fmt: skip
def test_a_date_that_the_servers_do_not_bear_out_is_that_of_arrival(
    server: ImapServer, context: Context, date: str, posted: datetime
) -> None:
    arrive(server, Date=date)
    assert mentions(pull(mailbox(server, context)))[0].posted_at == posted


def test_machines_are_left_in_the_mailbox_and_said(server: ImapServer, context: Context) -> None:
    arrive(server, Auto_Submitted="auto-replied (vacation)")
    arrive(server, Subject="Réponse automatique : Colis")
    arrive(server, List_Unsubscribe="<mailto:x@y.example>")
    arrive(server, "Un client du groupe", List_Id="<contact.marque.example>", Precedence="list")
    arrive(
        server,
        "Le formulaire",
        Auto_Submitted="auto-generated",
        From="no-reply@marque.example",
        Reply_To="paul@client.example",
    )
    arrive(
        server, "Final-Recipient: rfc822; lea@client.example", From="MAILER-DAEMON@mx.example", Subject="Undelivered"
    )
    page = pull(mailbox(server, context))[1]
    assert [mention.text for mention in page.mentions] == ["Colis\n\nUn client du groupe", "Colis\n\nLe formulaire"]
    assert page.mentions[1].author.handle == "paul@client.example"
    assert [str(note) for note in page.notes] == [
        "2 automatic answers or receipts were left in INBOX", "1 newsletter or letter of a list was left in INBOX",
    ]  # fmt: skip
    assert [str(reject.why) for reject in page.rejects] == ["what was sent to lea@client.example did not arrive"]
    assert len(mentions(pull(mailbox(server, context, bulk=True)))) == 3


def test_a_from_line_alone_makes_nobody_the_brand(server: ImapServer, context: Context) -> None:
    arrive(server, "Je suis la marque", From=USER)
    arrive(server, "Réponse", From=USER, Message_ID="<copy@marque.example>")
    arrive(server, "Réponse", folder="Sent", From=USER, Message_ID="<copy@marque.example>")
    found = mentions(pull(mailbox(server, context)))
    assert [(mention.text, mention.own) for mention in found] == [
        ("Colis\n\nJe suis la marque", False),
        ("Colis\n\nRéponse", True),
    ]


def test_a_mailbox_numbered_anew_is_read_again_without_doubles(server: ImapServer, context: Context) -> None:
    for _ in range(3):
        arrive(server)
    before = pull(mailbox(server, context))
    box = server.folders["INBOX"]
    box.validity, box.next_uid = 2, 11
    for letter in box.letters:
        letter.uid += 7
    arrive(server, Message_ID="<new@client.example>")
    pages = pull(mailbox(server, context), before[-1].cursor)
    assert "numbered the letters of INBOX anew" in str(pages[0].notes[0])
    assert {m.ref for m in mentions(pages)} == {m.ref for m in mentions(before)} | {"new@client.example"}
    assert pull(mailbox(server, context), pages[-1].cursor) == []


def test_a_first_pull_that_finds_nothing_still_knows_where_it_was(server: ImapServer, context: Context) -> None:
    arrive(server, at=ARRIVED - timedelta(days=90))
    first = list(mailbox(server, context).pages(None, None))
    assert mentions(first) == []
    arrive(server, "enfin", at=ARRIVED - timedelta(days=30))  # moved there from another folder: its date is old
    assert [m.text for m in mentions(list(mailbox(server, context).pages(first[-1].cursor, None)))] == [
        "Colis\n\nenfin"
    ]


def test_of_a_long_letter_only_the_text_is_fetched(
    server: ImapServer, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_mailbox, "MOST_BYTES", 500)
    body = (
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nVoici la photo du colis ab=C3=AEm=C3=A9\r\n"
        '--b\r\nContent-Type: image/jpeg; name="colis.jpg"\r\n\r\n' + "A" * 5000 + "\r\n--b--\r\n"
    )
    uid = arrive(server, body, Content_Type="multipart/mixed; boundary=b")
    server.structures[uid] = (
        '(("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "QUOTED-PRINTABLE" 40 1 NIL NIL NIL NIL)'
        '("IMAGE" "JPEG" ("NAME" "colis.jpg") NIL NIL "BASE64" 5000 NIL ("attachment" ("FILENAME" "colis.jpg")) NIL NIL)'
        ' "MIXED" ("BOUNDARY" "b") NIL NIL NIL)'
    )
    (found,) = mentions(pull(mailbox(server, context)))
    assert found.text == "Colis\n\nVoici la photo du colis abîmé"
    assert [(media.kind, media.description) for media in found.media] == [("image", "colis.jpg")]
    assert not any("[2" in piece or "PEEK[]" in piece for piece in server.fetched)


def test_a_letter_of_a_thousand_boxes_costs_itself_alone(server: ImapServer, context: Context) -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(2000))
    server.folders["INBOX"].add(f"From: {'(' * 9000}\r\nSubject: boîtes\r\n{nested}".encode())
    arrive(server, "Bonjour")
    assert [mention.text for mention in mentions(pull(mailbox(server, context)))] == ["boîtes", "Colis\n\nBonjour"]


def test_a_token_logs_in_as_google_and_microsoft_want_it(server: ImapServer, context: Context) -> None:
    server.capabilities = "IMAP4rev1 SPECIAL-USE AUTH=XOAUTH2 SASL-IR"
    arrive(server)
    assert mentions(pull(mailbox(server, context, password=None, access_token=SecretStr(PASSWORD))))


def test_without_a_password_no_server_is_asked(server: ImapServer, context: Context) -> None:
    with pytest.raises(AuthError, match="SOCIALCARE_MARQUE_FR_PASSWORD"):
        pull(mailbox(server, context, password=None))


def test_a_password_is_never_sent_in_the_clear_to_another_machine() -> None:
    with pytest.raises(ValidationError, match=r"in the clear to mx\.marque\.example"):
        Server(host="mx.marque.example", security=Security.PLAIN)


def test_pages_are_small_enough_to_hold_in_memory() -> None:
    assert imap.PAGE * _mailbox.MOST_BYTES <= 16 * 1024 * 1024


@pytest.mark.parametrize("security", list(Security))
def test_a_mail_server_inside_the_network_is_left_alone_unless_the_channel_says_so(
    server: ImapServer, context: Context, security: Security
) -> None:
    inside = Server(host="127.0.0.1", port=server.port, security=security)
    with Client(now=lambda: context.now, reach=Reach()) as outside:
        connector = mailbox(server, replace(context, http=outside), imap=inside)
        with pytest.raises(Rejected, match="private_network: true"):
            pull(connector)
