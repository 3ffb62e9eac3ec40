"""The door: one command run, its errors told, its exit code."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from socialcare import __version__
from socialcare.errors import FileMistakes, SocialcareError
from socialcare.sentences import say

if TYPE_CHECKING:
    from socialcare.cli.language import Language


def main(argv: Sequence[str] | None = None) -> int:
    """Stdout is data, stderr is talk. `--version` is answered before anything is imported."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["--version"]:
        sys.stdout.write(f"socialcare {__version__}\n")
        return 0
    from socialcare.cli.language import Language, chosen, named
    from socialcare.cli.program import run
    from socialcare.cli.wiring import INTERRUPTED, Session

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    session = Session(Language(chosen(named(words), os.environ)))
    try:
        code = run(words, session)
        sys.stdout.flush()
    except SocialcareError as error:
        session.complain(*told(error, session.language))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `| head` has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    finally:
        session.close()
    return code


def told(error: SocialcareError, language: "Language") -> list[str]:
    """An error line by line; the mistakes of a file each with its place."""
    if isinstance(error, FileMistakes):  # `file:line:column: …` as editors read it, without a frame
        return [language(detail) for detail in error.details]
    return [
        language(say("error: {what}", what=error.sentence)),
        *("  " + language(detail) for detail in error.details),
    ]
