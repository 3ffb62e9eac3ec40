"""A mailbox of dovecot and a post office of aiosmtpd on 127.0.0.1, read and answered as a desk does."""

import imaplib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from connectors._smtp_server import PostOffice
from socialcare.connector import Context, Reply
from socialcare.http import Client
from socialcare.testing import MemoryVault
from socialcare_connectors._imap_settings import Security, Server, Settings
from socialcare_connectors.imap import Imap

pytestmark = pytest.mark.e2e

USER, PASSWORD = "contact@marque.example", "secret"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)

CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
default_internal_user = nobody
default_login_user = nobody
default_internal_group = nogroup
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


@pytest.fixture(scope="module")
def dovecot() -> Iterator[int]:
    """Its port. It runs as nobody, and so wants to be started by root, in a folder that nobody may enter."""
    program = _installed()
    if program is None or os.geteuid() != 0:
        pytest.skip("IMAP IS NOT PROVEN HERE: dovecot is not there, or we are not root (apt-get install dovecot-imapd)")
    with tempfile.TemporaryDirectory(prefix="socialcare-") as name:
        folder = Path(name)
        (folder / "mail").mkdir()
        folder.chmod(0o755)
        (folder / "mail").chmod(0o777)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        configuration = folder / "dovecot.conf"
        configuration.write_text(CONFIGURATION.format(folder=folder, port=port, password=PASSWORD), "utf-8")
        with subprocess.Popen([program, "-F", "-c", str(configuration)]) as process:
            try:
                _await(port, process)
                yield port
            finally:
                process.terminate()
                process.wait(timeout=20)


def _installed() -> str | None:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    if shutil.which("dovecot", path=path) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "dovecot-imapd"], capture_output=True, check=False)
    return shutil.which("dovecot", path=path)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            continue
        return
    raise AssertionError("dovecot ended before it listened")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


def _deliver(port: int, number: int, text: str, **headers: str) -> None:
    told = {
        "From": f"Client {number} <client{number}@client.example>", "To": USER, "Subject": f"Colis {number}",
        "Date": f"Mon, 2 Mar 2026 08:{number:02}:00 +0100", "Message-ID": f"<{number}@client.example>",
        "Content-Type": "text/plain; charset=utf-8", **headers,
    }  # fmt: skip
    source = "\r\n".join([*(f"{name}: {value}" for name, value in told.items()), "", text, ""]).encode()
    with imaplib.IMAP4("127.0.0.1", port) as box:
        box.login(USER, PASSWORD)
        kept, told_us = box.append("INBOX", "", f'"02-Mar-2026 08:{number:02}:30 +0100"', source)
        assert kept == "OK", told_us


def _connector(port: int, office: PostOffice, folder: Path, client: Client) -> Imap:
    settings = Settings(
        address=USER,
        imap=Server(host="127.0.0.1", port=port, security=Security.PLAIN),
        smtp=Server(host="127.0.0.1", port=office.port, security=Security.PLAIN),
        password=SecretStr(PASSWORD),
    )
    context = Context(
        channel="courrier", folder=folder, timezone="Europe/Paris", http=client, vault=MemoryVault(), now=NOW
    )
    return Imap(settings, context)


def _socialcare(*words: str, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("socialcare")), *words], env={**os.environ, **environment},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_letters_reach_the_queue_and_an_answer_comes_back_once(
    dovecot: int, office: PostOffice, tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        _deliver(dovecot, number, f"Bonjour, mon colis {number} n’est toujours pas arrivé.")
    _deliver(dovecot, 4, "Je suis absent.", **{"Auto-Submitted": "auto-replied"})

    workspace = tmp_path / "marque"
    environment = {"SOCIALCARE_NOW": NOW.isoformat(), "SOCIALCARE_COURRIER_PASSWORD": PASSWORD, "LANGUAGE": "en"}
    _socialcare("init", str(workspace), "--brand", "Zorglub", environment=environment)
    settings = workspace / "socialcare.yaml"
    written = re.sub(r"(?ms)^channels:.*?(?=^\S|\Z)", "", settings.read_text("utf-8"))
    settings.write_text(
        f"{written}\nchannels:\n  courrier:\n    connector: imap\n    address: {USER}\n"
        f"    imap: {{host: 127.0.0.1, port: {dovecot}, security: plain}}\n"
        f"    smtp: {{host: 127.0.0.1, port: {office.port}, security: plain}}\n",
        "utf-8",
    )

    def triage() -> list[str]:
        told = _socialcare("--workspace", str(workspace), "triage", "--json", environment=environment)
        return sorted(case["text"] for case in json.loads(told))

    wanted = [f"Colis {n}\n\nBonjour, mon colis {n} n’est toujours pas arrivé." for n in (1, 2, 3)]
    assert triage() == wanted

    with Client(now=lambda: NOW) as client:
        connector = _connector(dovecot, office, tmp_path, client)
        mentions = [mention for page in connector.pages(None, None) for mention in page.mentions]
        reply = Reply(key="dossier-1-1", to=mentions[0], text="Bonjour, il part ce soir.", since=NOW)
        assert connector.find(reply) is None
        sent = connector.send(reply)
        assert connector.find(reply) == sent
        own = [mention for page in connector.pages(None, None) for mention in page.mentions if mention.own]
    assert office.texts == ["Bonjour, il part ce soir."]
    assert [(mention.ref, mention.in_reply_to, mention.text) for mention in own] == [
        (sent.ref, mentions[0].ref, "Bonjour, il part ce soir.")
    ]
    assert triage() == wanted[1:]


def test_a_letter_with_a_huge_attachment_is_read_without_it(dovecot: int, office: PostOffice, tmp_path: Path) -> None:
    body = (
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLa photo est jointe.\r\n"
        "--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment; filename="colis.jpg"\r\n\r\n' + "QUJD" * 200_000 + "\r\n--b--"
    )
    _deliver(dovecot, 9, body, **{"Content-Type": "multipart/mixed; boundary=b", "MIME-Version": "1.0"})
    with Client(now=lambda: NOW) as client:
        connector = _connector(dovecot, office, tmp_path, client)
        found = [mention for page in connector.pages(None, None) for mention in page.mentions]
    (letter,) = [mention for mention in found if mention.ref == "9@client.example"]
    assert letter.text == "Colis 9\n\nLa photo est jointe."
    assert [(media.kind, media.description) for media in letter.media] == [("image", "colis.jpg")]
