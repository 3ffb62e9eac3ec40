"""Two servers that speak Mastodon's API on this machine: one that was written for tests, and a real one of the fediverse."""

import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from e2e.bluesky.servers import CannotInstall, cache

SNAC, RELEASE = "2.75-2", "trixie"
"""Newer ones want a newer C library than that of Debian 12."""


@dataclass(frozen=True)
class Server:
    """Two accounts of it: their names and the tokens they post and read with."""

    address: str
    brand: str
    brand_token: str
    customer: str
    customer_token: str

    def post(self, text: str) -> str:
        """By the customer, for all to see; what it is called on the network."""
        form = {"status": text, "visibility": "public"}
        headers = {"Authorization": f"Bearer {self.customer_token}"}
        answer = httpx.post(f"{self.address}/api/v1/statuses", data=form, headers=headers, trust_env=False)
        answer.raise_for_status()
        return str(answer.json()["uri"])


@contextmanager
def mastodon_mock() -> Iterator[Server]:
    """It comes with the tools of this project, and with its people."""
    program = Path(sys.executable).with_name("mastodon_mock")
    if not program.exists():
        raise CannotInstall("the package mastodon_mock is not here (make install)")
    port = _free_port()
    command = [str(program), "serve", "--in-memory", "--demo", "--host", "127.0.0.1", "--port", str(port)]
    with _listening(command, port):
        yield Server(f"http://127.0.0.1:{port}", "ada", "ada_token", "grace", "grace_token")


@contextmanager
def snac(data: Path) -> Iterator[Server]:
    """`data` is where it keeps what is posted; it is not there yet. Raises CannotInstall."""
    program, port = str(_installed_snac()), _free_port()
    answers = f"127.0.0.1\n{port}\n127.0.0.1:{port}\n\n\n"
    subprocess.run([program, "init", str(data)], input=answers, capture_output=True, text=True, check=True)
    settings = data / "server.json"
    settings.write_text(json.dumps({**json.loads(settings.read_text("utf-8")), "protocol": "http"}), "utf-8")
    passwords = {name: _account(program, data, name) for name in ("marque", "lea")}
    address = f"http://127.0.0.1:{port}"
    with _listening([program, "httpd", str(data)], port):
        tokens = {name: _token(address, name, password) for name, password in passwords.items()}
        yield Server(address, "marque", tokens["marque"], "lea", tokens["lea"])


def _account(program: str, data: Path, name: str) -> str:
    told = subprocess.run([program, "adduser", str(data), name], capture_output=True, text=True, check=True)
    found = re.search(r"password is (\S+)", told.stdout + told.stderr)
    assert found, told.stdout
    return found[1]


def _token(address: str, name: str, password: str) -> str:
    form = {"login": name, "passwd": password}
    answer = httpx.post(f"{address}/oauth/x-snac-get-token", data=form, trust_env=False)
    answer.raise_for_status()
    return answer.text.strip()


def _installed_snac() -> Path:
    """Taken out of its Debian package once, into the cache; nothing of the system is changed."""
    folder = cache().with_name(f"snac-{SNAC}")
    if not (folder / "usr" / "bin" / "snac").exists():
        unfinished = folder.with_name(f"{folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        for needed in ("lists/partial", "cache/archives/partial"):
            (unfinished / needed).mkdir(parents=True)
        _fetch(unfinished)
        unfinished.rename(folder)
    return folder / "usr" / "bin" / "snac"


def _fetch(folder: Path) -> None:
    sources = folder / "sources.list"
    sources.write_text(f"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {_mirror()} {RELEASE} main\n")
    options = (f"Dir::Etc::sourcelist={sources}", "Dir::Etc::sourceparts=/dev/null",
               f"Dir::State::lists={folder / 'lists'}", f"Dir::Cache={folder / 'cache'}")  # fmt: skip
    apt = ["apt-get", "-q", *(word for option in options for word in ("-o", option))]
    _run([*apt, "update"], folder)
    _run([*apt, "download", f"snac2={SNAC}"], folder)
    (package,) = folder.glob("snac2_*.deb")
    _run(["dpkg", "-x", str(package), str(folder)], folder)


def _mirror() -> str:
    """Where this system has its packages from."""
    places = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("debian*")]
    for place in places:
        text = place.read_text("utf-8") if place.is_file() else ""
        found = re.search(r"^(?:URIs:|deb(?: \[[^\]]*\])?) *(\S+/debian/?)(?:\s|$)", text, re.MULTILINE)
        if found:
            return found[1]
    raise CannotInstall("snac2 comes from a Debian package, and this system names no Debian mirror")


def _run(command: Sequence[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotInstall(str(error)) from error
    if done.returncode:
        raise CannotInstall(f"{command[0]} {command[-1]}: {done.stderr.strip()[-300:]}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def _listening(command: Sequence[str], port: int) -> Iterator[None]:
    try:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError as error:
        raise CannotInstall(str(error)) from error
    with process:
        try:
            while not _answers(port):
                if process.poll() is not None:
                    raise CannotInstall(f"{command[0]} ended with {process.returncode} before it listened")
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
