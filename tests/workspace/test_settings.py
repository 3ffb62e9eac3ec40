"""socialcare.yaml: every mistake with its place, and no secret in it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from socialcare.errors import FileMistakes, WrongUse
from socialcare.workspace import FILE, Settings, Workspace, connector_settings, load, variable

Read = Callable[[str], Settings]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def settings(text: str) -> Settings:
        (tmp_path / FILE).write_text(text, "utf-8")
        return load(Workspace(tmp_path))

    return settings


def mistakes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(FileMistakes) as raised:
        act()
    return [str(mistake) for mistake in raised.value.mistakes]


def test_every_mistake_is_told_at_once_with_its_place(read: Read) -> None:
    text = """\
brnd: Maison Lavande
timezone: Europe/Pariss
handles: maison
team: {logins: {cmartin: [claire]}}
channels:
  avis: {path: x}
  presse: rss
"""
    assert mistakes(lambda: read(text)) == [
        "socialcare.yaml:1:1: the key “brand” is missing here",
        "socialcare.yaml:1:1: unknown key “brnd”; did you mean “brand”?",
        "socialcare.yaml:2:11: unknown time zone “Europe/Pariss”; such as Europe/Paris or Indian/Reunion",
        "socialcare.yaml:3:10: a list is expected here, such as [one, two]",
        "socialcare.yaml:4:26: “['claire']” must be a text; put it between quotes",
        "socialcare.yaml:6:9: the key “connector” is missing here",
        "socialcare.yaml:7:11: a block of “key: value” lines is expected here",
    ]


@pytest.mark.parametrize("zone", ["../../etc/passwd", "/etc/localtime", "", "Europe", "paris\0"])
def test_a_time_zone_is_a_name_and_not_a_path(zone: str, read: Read) -> None:
    (said,) = mistakes(lambda: read(f'brand: x\ntimezone: "{zone}"\n'.replace("\0", "\\0")))
    assert said.startswith("socialcare.yaml:2:11: unknown time zone")


def test_handles_are_compared_without_case_or_at_sign_each_on_its_channels(read: Read) -> None:
    settings = read("""\
brand: x
handles: ["@Maison"]
channels:
  avis: {connector: files, handles: [SAV], path: x}
""")
    own = [settings.is_own(*each) for each in (("x", "MAISON"), ("avis", "@sav"), ("x", "sav"), ("avis", ""))]
    assert own == [True, True, False, False]
    assert settings.every_handle == ["maison", "sav"]


MASTODON = """\
brand: x
channels:
  mastodon-fr:
    connector: mastodon
    instance: https://mastodon.example
"""


def test_a_secret_comes_from_the_environment_and_is_not_shown(read: Read) -> None:
    settings = read(MASTODON)
    found = connector_settings(settings, settings.channels["mastodon-fr"], {"SOCIALCARE_MASTODON_FR_TOKEN": "s3cret"})
    token = found.model_dump()["token"]
    assert isinstance(token, SecretStr)
    assert token.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(found)


def test_a_secret_in_the_file_is_refused_and_not_repeated(read: Read) -> None:
    settings = read(MASTODON + "    token: s3cret\n")
    assert mistakes(lambda: connector_settings(settings, settings.channels["mastodon-fr"], {})) == [
        "socialcare.yaml:6:12: a secret has no place in a file; take it out and set SOCIALCARE_MASTODON_FR_TOKEN"
    ]


PLUG_IN = """
from pydantic import Field, SecretStr
from socialcare.connector import Settings

class Shop:
    class settings(Settings):
        key: SecretStr = Field(min_length=20)
"""


def test_a_mistake_about_a_secret_never_shows_it(read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a plug-in installed as an outsider's is."""
    (tmp_path / "plug_in_shop.py").write_text(PLUG_IN, "utf-8")
    (tmp_path / "shop-1.dist-info").mkdir()
    (tmp_path / "shop-1.dist-info" / "METADATA").write_text("Name: shop\nVersion: 1\n", "utf-8")
    (tmp_path / "shop-1.dist-info" / "entry_points.txt").write_text(
        "[socialcare.connectors]\nshop = plug_in_shop:Shop\n", "utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    settings = read("brand: x\nchannels:\n  a: {connector: shop}\n")
    (said,) = mistakes(lambda: connector_settings(settings, settings.channels["a"], {"SOCIALCARE_A_KEY": "s3cret"}))
    assert said == "socialcare.yaml:3:6: “**********” is out of range (min_length 20)"


def test_a_mistake_beside_a_secret_is_told_with_its_place(read: Read) -> None:
    settings = read(MASTODON.replace("https://mastodon.example", "mastodon.example") + "    hashtag: [x]\n")
    said = mistakes(
        lambda: connector_settings(
            settings, settings.channels["mastodon-fr"], {"SOCIALCARE_MASTODON_FR_TOKEN": "s3cret"}
        )
    )
    assert said == [
        "socialcare.yaml:5:15: “mastodon.example” must be the address of a server, such as https://mastodon.example",
        "socialcare.yaml:6:5: unknown key “hashtag”; did you mean “hashtags”?",
    ]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("connector: rss", "socialcare.yaml:3:9: the key “feeds” is missing here"),
        ("connector: rss, feeds: []", "socialcare.yaml:3:33: “[]” is out of range (min_length 1)"),
        (
            "connector: rss, feeds: [ftp://x]",
            "socialcare.yaml:3:33: “ftp://x” is not a web address; one starts with https://",
        ),
        ("connector: files, path: x, separator: ab", "socialcare.yaml:3:48: “ab” is out of range (max_length 1)"),
        ("connector: files, path: 12", "socialcare.yaml:3:34: “12” must be a text; put it between quotes"),
    ],
)
def test_what_a_connector_is_told_is_checked_with_its_place(block: str, said: str, read: Read) -> None:
    settings = read(f"brand: x\nchannels:\n  avis: {{{block}}}\n")
    assert mistakes(lambda: connector_settings(settings, settings.channels["avis"], {})) == [said]


def test_a_connector_that_is_not_installed_is_said(read: Read) -> None:
    settings = read("brand: x\nchannels:\n  x: {connector: minitel}\n")
    with pytest.raises(WrongUse, match=r"unknown connector “minitel”; installed: .*files, .*rss"):
        connector_settings(settings, settings.channels["x"], {})


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        ("mastodon-fr", "SOCIALCARE_MASTODON_FR_TOKEN"),
        ("avis", "SOCIALCARE_AVIS_TOKEN"),
        ("Le Salon 2", "SOCIALCARE_LE_SALON_2_TOKEN"),
    ],
)
def test_the_variable_of_a_secret_is_named_for_its_channel(channel: str, name: str) -> None:
    assert variable(channel, "token") == name


def test_what_every_channel_may_say(read: Read) -> None:
    channels = read("""\
brand: x
channels:
  plain: {connector: files, path: x}
  inside: {connector: files, path: x, private_network: true, reread_days: 0, expect_every: 2d}
""").channels
    assert (channels["plain"].private_network, channels["plain"].reread_days) == (False, 7)
    assert channels["plain"].expect_every is None
    assert (channels["inside"].private_network, channels["inside"].reread_days) == (True, 0)
    assert channels["inside"].expect_every == timedelta(days=2)
    assert channels["inside"].block == {"path": "x"}


@pytest.mark.parametrize(("written", "length"), [
    ("30min", timedelta(minutes=30)), ("12 h", timedelta(hours=12)), ("2j", timedelta(days=2)),
    ("1w", timedelta(weeks=1)), ("1sem", timedelta(weeks=1)),
])  # fmt: skip
def test_a_rhythm_is_written_as_people_say_it(read: Read, written: str, length: timedelta) -> None:
    assert (
        read(f"brand: x\nchannels: {{a: {{connector: files, expect_every: {written}}}}}").channels["a"].expect_every
        == length
    )


@pytest.mark.parametrize(("line", "said"), [
    ("expect_every: soon", "“soon” is no length of time; such as 12h, 2d, 1w"), ("expect_every: 0d", "“0d” is no length"),
    ("expect_every: 2", "“2” is no length"), ("private_network: maybe", "“maybe” must be true or false"),
    ("reread_days: -1", "“-1” is out of range"),
])  # fmt: skip
def test_a_key_of_every_channel_is_checked_with_its_place(read: Read, line: str, said: str) -> None:
    (told,) = mistakes(lambda: read(f"brand: x\nchannels:\n  a:\n    connector: files\n    {line}\n"))
    assert told.startswith("socialcare.yaml:5:")
    assert said in told
