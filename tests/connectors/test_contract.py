"""What every installed connector keeps, ours or an outsider's."""

import inspect

import pytest

from socialcare.connector import Capability, Settings, installed, load

every_connector = pytest.mark.parametrize("name", sorted(installed()))


def test_ours_are_installed() -> None:
    assert {"files", "mastodon", "rss"} <= set(installed())


@every_connector
def test_it_says_in_a_few_words_what_it_reads(name: str) -> None:
    summary = load(name).summary
    assert 10 <= len(summary) <= 80
    assert "\n" not in summary


@every_connector
def test_it_claims_only_what_is_known_and_at_least_to_pull(name: str) -> None:
    assert "pull" in load(name).capabilities
    assert load(name).capabilities <= frozenset(Capability)


@every_connector
def test_its_settings_are_typed_frozen_and_refuse_unknown_keys(name: str) -> None:
    settings = load(name).settings
    assert issubclass(settings, Settings)
    assert settings.model_config["extra"] == "forbid"
    assert settings.model_config["frozen"] is True
    assert settings.model_json_schema()["properties"]


@every_connector
def test_a_setting_that_is_secret_is_typed_as_one(name: str) -> None:
    properties = load(name).settings.model_json_schema()["properties"]
    for field, schema in properties.items():
        if any(word in field for word in ("token", "password", "secret", "api_key")):
            assert "'writeOnly': True" in str(schema), field


@every_connector
def test_its_pages_are_a_generator_of_a_cursor_and_a_first_date(name: str) -> None:
    pages = load(name).pages
    assert inspect.isgeneratorfunction(pages)
    assert list(inspect.signature(pages).parameters)[1:] == ["cursor", "since"]
