"""What a network sends, as plain text the store can hold."""

import re
from html.parser import HTMLParser

LONGEST = 100_000
"""Characters kept of one text; the networks allow 500 to 65,536."""

_BREAKS = frozenset({"br", "p", "div", "li", "ul", "ol", "tr", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN = frozenset({"script", "style", "head", "template"})


def clean(text: str) -> str:
    """Without NUL or lone surrogates, one sort of line break, at most LONGEST characters (a cut shows as …)."""
    if len(text) <= LONGEST and text.isascii() and text.isprintable():  # most cells of an export: a third of its time
        return text.strip()
    text = text[: LONGEST + 1].replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def is_whole(text: str) -> bool:
    """Whether it came undamaged: with a lone surrogate in it, it names nothing and leads nowhere."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def plain_text(html: str) -> str:
    """Paragraphs and <br> become line breaks; links and @mentions keep the words they show, scripts vanish."""
    parser = _Words()
    # HTMLParser raises AssertionError on an unknown "<![" section; none has a meaning inside a post.
    parser.feed(html[:LONGEST].replace("<![", "&lt;!["))
    parser.close()
    lines = (" ".join(line.split(" ")).strip() for line in "".join(parser.words).split("\n"))
    return clean("\n".join(line for line in lines if line))


def one_line(text: str, longest: int) -> str:
    """The start of `text` on one line, cut at a word where there is one."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    start, space, _ = line[:longest].rpartition(" ")
    return (start if space and len(start) > longest // 2 else line[: longest - 1]) + "…"


def web_address(text: str) -> str:
    """`text` where it is an http(s) address, else "": a link that runs something is not a link."""
    return text if re.match(r"https?://[^\s\x00-\x20]+$", text) and len(text) <= 2000 else ""


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(re.sub(r"[ \t\r\n\f]+", " ", data))
