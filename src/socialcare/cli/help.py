"""Typer's help and usage errors in the person's language."""

import re
import sys
from typing import Any

from typer import Abort, Exit
from typer._click.core import Command, Context
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoSuchOption,
    UsageError,
)
from typer._click.formatting import HelpFormatter
from typer.core import TyperGroup

from socialcare.cli.language import Language
from socialcare.errors import WrongUse
from socialcare.hints import nearest, unknown
from socialcare.sentences import Sentence, mark, say

__all__ = ["Abort", "Commands", "UsageError", "translated", "usage"]

# Typer's own words, so that the catalogues have them.
_TYPER = (mark("Options"), mark("Arguments"), mark("Commands"), mark("required"), mark("default: {default}"), mark("env var: {var}"), mark("Missing command."))  # fmt: skip

# Typer says these two in fixed English and names them by no class of their own; its version is bounded in pyproject.toml.
_TOO_MANY = re.compile(r"Got unexpected extra argument\(s\) \((.+)\)", re.DOTALL)
_NO_VALUE = "does not take a value."


class Commands(TyperGroup):
    """A group that names the command that was probably meant, and without one shows its help on stderr."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        if not args and self.no_args_is_help and not ctx.resilient_parsing:
            sys.stderr.write(ctx.get_help() + "\n")
            raise Exit(UsageError.exit_code)
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise WrongUse(unknown(say("command"), args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)


def translated(command: Command, language: Language) -> Any:
    """The command tree with its help texts in `language`."""

    class Formatter(HelpFormatter):
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, prefix or language(mark("Usage: ")))

        def write_heading(self, heading: str) -> None:
            self.write(" " * self.current_indent + language(say("{title}:", title=heading)) + "\n")

    class Spoken(Context):
        formatter_class = Formatter

    _translate(command, language, Spoken)
    return command


def _translate(command: Any, language: Language, context: type[Context]) -> None:
    command.context_class = context
    command.help = language.text(command.help or "")
    asked = command.get_help_option(context(command))
    if asked is not None:
        asked.help = language(mark("Show this message and stop."))
    if isinstance(command, TyperGroup):
        command.subcommand_metavar = language(mark("COMMAND …"))
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = language.text(parameter.help)
    for child in getattr(command, "commands", {}).values():
        _translate(child, language, context)


def usage(error: UsageError, language: Language) -> list[str]:
    """One sentence for a mistake on the command line, and where the help is."""
    told = language(say("error: {what}", what=_sentence(error)))
    if error.ctx is None:
        return [told]
    return [told, language(say("help: {command} --help", command=error.ctx.command_path))]


def _sentence(error: ClickException) -> Sentence | str:
    if isinstance(error, NoSuchOption):
        if error.ctx and error.option_name in _options(error.ctx.find_root().command):
            return say("{option} stands before the command: socialcare {option} …", option=error.option_name)
        known = _options(error.ctx.command) if error.ctx else []
        close = nearest(error.option_name, known)
        if close:
            return say("there is no option {option}; {hint}", option=error.option_name, hint=close)
        return say("there is no option {option}", option=error.option_name)
    if isinstance(error, MissingParameter):
        return say("{name} is missing", name=_name(error))
    if isinstance(error, BadParameter) and error.param and error.param.type.name.startswith("int"):
        return say("{name} must be a whole number, 0 or more", name=_name(error))
    if isinstance(error, BadOptionUsage):
        if error.message.endswith(_NO_VALUE):
            return say("{option} takes no value", option=error.option_name)
        return say("{option} needs a value", option=error.option_name)
    extra = _TOO_MANY.match(error.format_message())
    return say("too many words: {words}", words=extra[1]) if extra else error.format_message()


def _options(command: Command) -> list[str]:
    return [name for each in command.params for name in each.opts]


def _name(error: BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    return (
        error.param.opts[0] if error.param.opts[0].startswith("-") else (error.param.metavar or error.param.name or "")
    )
