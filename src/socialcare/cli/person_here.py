"""Whether somebody sits at the terminal, and what they say to a question."""

import sys

YES = ("y", "yes", "o", "oui")


def is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def agrees(question: str) -> bool:
    """Asked on stderr, as stdout is data; anything but a yes is a no."""
    sys.stderr.write(question + " ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in YES
