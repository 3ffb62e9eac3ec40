"""What a person learns of connectors and channels before trusting them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

PLUG = """
from datetime import timedelta
from pydantic import Field, SecretStr
from socialcare.connector import Capability, Identity, Page, Settings as Base
from socialcare.errors import AuthError, Unavailable
from socialcare.facts import Author, Media, Mention
from socialcare.sentences import say

class Settings(Base):
    url: str = Field(description="where the forum is")
    boards: list[str] = []
    mood: str = "fine"
    token: SecretStr | None = None

class Plug:
    summary, settings = "a forum", Settings
    capabilities = frozenset({Capability.PULL, Capability.CHECK, Capability.REREAD})

    def __init__(self, settings, context):
        self.mood, self.context = settings.mood, context

    def mention(self, **given):
        return Mention(channel=self.context.channel, author=Author(handle="zoe"), **{
            "ref": "1", "text": "colis perdu", "posted_at": self.context.now - timedelta(hours=1), **given})

    def pages(self, cursor, since):
        if cursor is None:
            picture = Media(kind="image", url="https://exemple.fr/1", description="un carton")
            yield Page(mentions=(self.mention(media=(picture,)), self.mention(ref="2")), cursor={"after": 2})

    def reread(self, mentions):
        yield Page(mentions=(self.mention(text="colis reçu ?"),), cursor=None, gone=("2",))
        if self.mood == "tired":
            raise Unavailable(say("{host} cannot be read ({problem})", host="forum.example", problem="tired"))

    def check(self):
        if self.mood == "refused":
            raise AuthError(say("the token for {host} has characters no token has; copy it again", host="forum.example"))
        missing = (say("no right to {what}", what="write"),) if self.mood == "limited" else ()
        return Identity(name="Forum", handles=("maison",), rights=("read",), missing=missing)
"""


@pytest.fixture
def forum(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    site = tmp_path / "site"
    (site / "forum-1.dist-info").mkdir(parents=True)
    (site / "plug_forum.py").write_text(PLUG, "utf-8")
    (site / "forum-1.dist-info" / "entry_points.txt").write_text("[socialcare.connectors]\nforum = plug_forum:Plug\n")
    monkeypatch.syspath_prepend(str(site))

    def listed(lines: str) -> None:
        text = (workspace / "socialcare.yaml").read_text("utf-8").partition("\nchannels:")[0]
        (workspace / "socialcare.yaml").write_text(
            f"{text}\nchannels:\n  forum:\n    connector: forum\n{lines}", "utf-8"
        )

    listed("    url: x\n")
    return listed


@pytest.mark.usefixtures("forum")
def test_a_connector_is_shown_with_each_setting_and_an_example(run: Run) -> None:
    shown = run("connectors", "show", "forum")
    assert shown.code == 0
    for words in ("can: check, pull, reread", "where the forum is", "from SOCIALCARE_FORUM_TOKEN", "    url: …",
                  "    # boards: []", "    # export SOCIALCARE_FORUM_TOKEN=…", "expect_every"):  # fmt: skip
        assert words in shown.out
    found = json.loads(run("connectors", "show", "forum", "--json").out)
    assert [each["name"] for each in found["settings"]] == ["url", "boards", "mood", "token"]
    assert [each["required"] for each in found["settings"]] == [True, False, False, False]
    assert [each["secret"] for each in found["settings"]] == [False, False, False, True]


@pytest.mark.parametrize("name", ["files", "rss", "mastodon"])
@pytest.mark.usefixtures("workspace")
def test_each_connector_of_ours_can_be_shown(run: Run, name: str) -> None:
    assert run("connectors", "show", name).code == 0


@pytest.mark.usefixtures("workspace")
def test_a_connector_that_is_not_installed_is_wrong_use(run: Run) -> None:
    assert run("connectors", "show", "forun").code == 2
    assert run("connectors", "check", "nowhere").code == 2


@pytest.mark.parametrize(("mood", "code", "said"), [
    ("fine", 0, ["[ok] forum (forum)", "we are Forum, @maison", "rights: read", "never pulled", "add to handles"]),
    ("limited", 4, ["[!!] forum (forum)", "no right to write"]),
    ("refused", 4, ["[!!] forum (forum)", "the token for forum.example has characters"]),
])  # fmt: skip
def test_a_channel_says_who_we_are_and_what_is_missing(
    run: Run, forum: Callable[[str], None], mood: str, code: int, said: list[str]
) -> None:
    forum(f"    url: x\n    mood: {mood}\n")
    checked = run("connectors", "check")
    assert checked.code == code, checked.err
    for words in said:
        assert words in checked.out
    (row,) = run("connectors", "check", "forum", "--json").rows
    assert (row["channel"], row["well"], row["silent_seconds"]) == ("forum", code == 0, None)


def test_a_channel_whose_settings_are_wrong_is_told_among_the_others(run: Run, forum: Callable[[str], None]) -> None:
    forum("    urll: x\n  avis:\n    connector: files\n    path: data/inbox/avis.jsonl\n")
    checked = run("connectors", "check")
    assert checked.code == 5
    assert "unknown key “urll”" in checked.out
    assert "[ok] avis (files)" in checked.out
    assert "this connector cannot say who we are" in checked.out


def test_what_was_edited_or_has_vanished_is_said_everywhere(run: Run, forum: Callable[[str], None]) -> None:
    forum("    url: x\n")
    assert run("pull").code == 0
    number = run("triage", "--no-pull", "--json").rows
    case = next(row["case"] for row in number if row["channel"] == "forum")
    assert "[image: un carton] https://exemple.fr/1" in run("show", str(case)).out + run("show", str(case + 1)).out
    later = {"SOCIALCARE_NOW": "2026-11-20T11:30:00+01:00"}
    assert "1 changed" in run("pull", **later).err
    later["SOCIALCARE_NOW"] = "2026-11-20T11:40:00+01:00"
    shown = run("show", str(case), **later).out + run("show", str(case + 1), **later).out
    assert "until Fri 20/11/2026 11:30: colis perdu" in shown
    assert "vanished Fri 20/11/2026 11:30" in shown
    gone = [row for row in run("triage", "--no-pull", "--json", **later).rows if row["vanished_at"]]
    assert [row["vanished_at"] for row in gone] == ["2026-11-20T10:30:00Z"]
    assert "[vanished Fri 20/11/2026 11:30]" in run("triage", "--no-pull", "--limit", "0", COLUMNS="200", **later).out
    conversation = json.loads(run("show", str(case), "--json", **later).out)["conversation"]
    assert any(each["earlier"] for each in conversation)
    assert "vanished" not in run("show", str(case), "--as-of", "2026-11-20T11:00:00+01:00", **later).out


def test_open_cases_that_cannot_be_read_again_are_said_and_are_5(run: Run, forum: Callable[[str], None]) -> None:
    forum("    url: x\n    mood: tired\n")
    assert run("pull").code == 0
    run("triage", "--no-pull", "--json")
    again = run("--quiet", "pull", SOCIALCARE_NOW="2026-11-20T11:30:00+01:00")
    assert again.code == 5
    assert "forum: read, but its open cases could not be read again: forum.example cannot be read" in again.err


def test_a_channel_that_should_speak_and_is_silent_is_said(run: Run, forum: Callable[[str], None]) -> None:
    forum("    url: x\n    expect_every: 2d\n")
    assert "something is expected" not in run("pull").err
    later = {"SOCIALCARE_NOW": "2026-11-24T10:30:00+01:00"}
    told = "nothing new since Fri 20/11/2026 09:30, and something is expected every 2 days"
    assert told in run("pull", **later).err
    examined = run("doctor", **later)
    assert examined.code == 1
    assert f"[!!] forum: {told}" in examined.out
    assert told in run("connectors", "check", **later).out
