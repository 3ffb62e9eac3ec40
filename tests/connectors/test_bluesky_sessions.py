"""Bluesky: one log-in for many runs, and what a refusal means."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from connectors._bluesky import HANDLE, PASSWORD, Network, mentions, over
from socialcare.connector import Context
from socialcare.errors import AuthError, QuotaSpent, RateLimited
from socialcare.testing import Answer, LoopbackServer
from socialcare_connectors.bluesky import Bluesky


@pytest.fixture
def network() -> Network:
    return Network(PASSWORD)


@pytest.fixture
def server(network: Network) -> Iterator[LoopbackServer]:
    with LoopbackServer(network) as server:
        yield server


@pytest.fixture
def channel(server: LoopbackServer, context: Context) -> Bluesky:
    return over(server, context)


def test_a_session_is_kept_and_serves_the_next_run(network: Network, server: LoopbackServer, context: Context) -> None:
    list(over(server, context).pages(None, None))
    list(over(server, context).pages(None, None))
    assert network.logins == 1


def test_a_session_that_has_ended_is_refreshed_without_the_password(
    network: Network, server: LoopbackServer, context: Context
) -> None:
    over(server, context).check()
    network.tokens.clear()
    assert over(server, context, "faux").check().handles == (HANDLE,)
    assert network.logins == 1


def test_a_session_whose_refreshing_is_refused_is_made_anew_once(
    network: Network, server: LoopbackServer, context: Context
) -> None:
    over(server, context).check()
    network.tokens.clear()
    network.refreshing.clear()
    network.publish()
    assert mentions(over(server, context).pages(None, None))
    assert network.logins == 2


def test_a_session_that_another_process_has_refreshed_is_taken_over(
    network: Network, server: LoopbackServer, context: Context
) -> None:
    early = over(server, context)
    early.check()
    network.tokens.clear()
    over(server, context).check()
    early.check()
    assert network.calls.count("com.atproto.server.refreshSession") == 1


def test_a_server_that_refuses_each_new_session_ends_in_credentials(network: Network, channel: Bluesky) -> None:
    network.tokens = type("Closed", (set,), {"add": lambda *_: None})()
    with pytest.raises(AuthError, match="Token has expired"):
        channel.check()
    assert network.logins == 1


def test_a_wrong_password_says_which_variable_to_set(server: LoopbackServer, context: Context) -> None:
    with pytest.raises(AuthError, match="Invalid identifier or password") as refused:
        list(over(server, context, "faux").pages(None, None))
    assert "SOCIALCARE_MARQUE_FR_APP_PASSWORD" in str(refused.value)


def test_tokens_stand_in_the_vault_alone(network: Network, channel: Bluesky, context: Context) -> None:
    network.publish()
    pages = list(channel.pages(None, None))
    tokens = network.tokens | network.refreshing
    assert tokens <= set(context.vault.read()["session"].values())
    assert not any(token in repr(pages) for token in tokens)


@pytest.mark.parametrize(("policy", "kind"), [("300;w=86400", QuotaSpent), ("30;w=300", RateLimited)])
def test_an_allowance_of_the_day_is_told_from_a_wait(
    server: LoopbackServer, channel: Bluesky, policy: str, kind: type[RateLimited]
) -> None:
    headers = {"RateLimit-Policy": policy, "RateLimit-Reset": "1772445600"}
    server.route = lambda _: Answer(status=429, headers=headers, body=b'{"error":"RateLimitExceeded"}')
    with pytest.raises(RateLimited) as limited:
        channel.check()
    assert type(limited.value) is kind
    assert limited.value.until == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_a_check_tells_rights_and_what_is_left_of_the_allowance(channel: Bluesky) -> None:
    identity = channel.check()
    assert identity.handles == (HANDLE,)
    assert str(identity.quota) == "2990 of 3000 calls left in these 5 minutes"
