"""Strangers' text made inert for the place where it is shown; the store keeps it as it came.

Sources: OWASP "CSV Injection"; ECMA-48 control functions; Unicode TR 36 on bidirectional text.
"""

import json
import re

# C0 but TAB and LF, DEL, C1, bidi controls, separators, tags, invisible joiners. ZWJ and VS16 stay: emoji need them.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ud800-\udfff\U000e0000-\U000e007f]"
)
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_HEAP_OF_MARKS = re.compile(f"({_MARKS}{{4}}){_MARKS}+")
_BREAKS = re.compile(r"[\n\t\u2028\u2029\x85]+")
_FORMULA = re.compile(r"^[\s\u00a0\ufeff\u200b\"']*[=+\-@|%\uff1d\uff0b\uff0d\uff20]")
_AFTER_SEPARATOR = re.compile("([;,\t])(\\s*[\"']*)([=+\\-@\uff1d\uff0b\uff0d\uff20])")


def for_screen(text: str, *, one_line: bool = True) -> str:
    """No escape, no reordering, no markup: control characters become visible signs. Give it to rich as `Text`."""
    text = text.replace("\r\n", "\n")
    if one_line:
        text = _BREAKS.sub(" ", text).strip()
    return _CONTROL.sub(_visible, _HEAP_OF_MARKS.sub(r"\1", text))


def for_cell(text: str) -> str:
    """A cell that a spreadsheet shows and never runs: one line, an apostrophe before what could start a formula."""
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _BREAKS.sub(" ⏎ ", text.replace("\r\n", "\n").replace("\r", "\n")))
    if _FORMULA.match(text):
        text = "'" + text
    return _AFTER_SEPARATOR.sub(r"\1\2'\3", text)  # a careless import splits the cell at its own separator


def for_json(text: str) -> str:
    """The same JSON, with control characters written as escapes: JSON itself asks it only of those below U+0020."""
    return _CONTROL.sub(lambda found: json.dumps(found.group())[1:-1], text)


def _visible(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"‹U+{code:04X}›"
