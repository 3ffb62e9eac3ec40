"""What else is said around a case, as its network shows it now; strangers' words are shown here and kept nowhere."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from socialcare.cases import Case
from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.cli.screens.events import SHORT, shortened
from socialcare.facts import Mention
from socialcare.sentences import Sentence, mark, say

if TYPE_CHECKING:
    from socialcare.cli.wiring import Session

OWN, OF_THE_CASE = "→", "▸"


def around(session: "Session", case: Case, posts: Sequence[Mention] | None) -> None:
    """`posts` is None where the channel cannot show them, and empty where the network no longer shows the message."""
    language, console = session.language, output.console()
    console.print()
    console.print(output.paragraph(language(mark("Around it, on the network (not kept)")), "bold"))
    told = _nothing(case, posts)
    if told is not None:
        console.print(output.indented("  " + language(told)))
    held = _held(case)
    for post in posts or ():
        sign = OWN if post.own else OF_THE_CASE if (post.channel, post.ref) in held else " "
        who = for_screen(post.author.handle or post.author.name) or "–"
        style = "green" if post.own else "" if (post.channel, post.ref) in held else "dim"
        console.print(output.indented(f"  {sign} {language.full(post.posted_at)}  {who}", "dim"))
        console.print(output.indented(f"      {shortened(post.text, SHORT) or '–'}", style))


def around_json(case: Case, posts: Sequence[Mention]) -> list[dict[str, Any]]:
    held = _held(case)
    return [
        {
            "at": output.iso(post.posted_at),
            "author": post.author.handle,
            "name": post.author.name,
            "own": post.own,
            "of_the_case": (post.channel, post.ref) in held,
            "text": post.text,
            "url": post.url,
            "ref": post.ref,
            "in_reply_to": post.in_reply_to,
        }
        for post in posts
    ]


def _held(case: Case) -> frozenset[tuple[str, str]]:
    """Messages of the case, whoever wrote them; of several channels where cases are merged."""
    return frozenset((message.mention.channel, message.mention.ref) for message in case.messages)


def _nothing(case: Case, posts: Sequence[Mention] | None) -> Sentence | None:
    """Why there is nothing to show, or nothing more than the message; None where there is."""
    if posts is None:
        channel = case.voice.mention.channel
        return say("the channel {channel} cannot show what is said around a message", channel=channel)
    if not posts:
        return say("the network no longer shows this message")
    return say("the network shows nothing else around this message") if len(posts) == 1 else None
