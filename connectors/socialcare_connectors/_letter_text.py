"""What somebody wrote in a mail, without the history below it; never cut to nothing."""

import re

from ._letters import Letter, text_of
from ._plain_text import clean, plain_text

_HTML_HISTORY = re.compile(
    r"""<blockquote\b[^<>]{0,500}?\btype=["']?cite|<(?:div|blockquote)\b[^<>]{0,500}?\bclass=["'][^"'<>]{0,200}?(?:gmail_quote|yahoo_quoted|"""
    r"""protonmail_quote|moz-cite-prefix)|<[a-z]{1,10}\b[^<>]{0,500}?\bid=["']?(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY|stopSpelling)""",
    re.IGNORECASE,
)
# Blanks are never counted across lines: ten thousand empty ones would be gone through as often as there are.
_SAYS = (
    r"(?:Le|On|Am|El|Il)\b[^\n]{0,200}?(?:\n[^\n]{0,100})?"
    r"(?:a écrit|wrote|schrieb|escribió|ha scritto)[ \u00a0\u202f]*:"
)
_ATTRIBUTION = re.compile(rf"^[> \t]*{_SAYS}[ \t]*$", re.MULTILINE | re.IGNORECASE)
_DIVIDER = re.compile(
    r"^[ \t]*-{2,}[ \t]*(?:Message d['’]origine|Original Message|Message transféré|Forwarded message|Message original)[ \t]*-{2,}"
    r"|^_{20,}[ \t]*$"
    r"|^[ \t]*\*?(?:De|From)[ \u00a0]?:\*?[^\n]+\n[ \t]*\*?(?:Envoyé|Date|Sent|À|To)\b[ \u00a0]?:",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_DEVICE = re.compile(
    r"\n[ \t]*(?:Envoyé (?:de|depuis) (?:mon|ma|Yahoo|Outlook)|Sent from my|Télécharger Outlook)[^\n]{0,80}$",
    re.IGNORECASE,
)


def written_text(letter: Letter) -> str:
    """Plain; "" where the mail holds no text."""
    if letter.part is None:
        return ""
    text = text_of(letter.part)
    if letter.part.get_content_subtype() != "html":
        return without_history(clean(text))
    found = _HTML_HISTORY.search(text)
    above = without_history(plain_text(text[: found.start()])) if found else ""
    return above or without_history(plain_text(text))


def without_history(text: str) -> str:
    """What is quoted line by line goes, wherever it stands; what follows a divider or an attribution too, unless
    nothing is left above it: a customer may write below, or forward without a word.
    """
    unquoted = _without_quoted_lines(text)
    for mark in (_DIVIDER, _ATTRIBUTION):
        found = mark.search(unquoted)
        if found and unquoted[: found.start()].strip():
            unquoted = unquoted[: found.start()]
    signature = _SIGNATURE.search(unquoted)
    if signature and unquoted[: signature.start()].strip():
        unquoted = unquoted[: signature.start()]
    return _DEVICE.sub("", unquoted.rstrip()).strip() or text.strip()


def _without_quoted_lines(text: str) -> str:
    """Without lines that begin with >, nor the "… a écrit :" that introduces them."""
    if not re.search(r"^[ \t]*>", text, re.MULTILINE):
        return text
    introduced = re.sub(rf"^{_SAYS}[ \t]*\n(?=[ \t]*>)", "", text, flags=re.MULTILINE | re.IGNORECASE)
    kept = "\n".join(line for line in introduced.split("\n") if not line.lstrip().startswith(">"))
    return re.sub(r"\n{3,}", "\n\n", kept) if kept.strip() else text
