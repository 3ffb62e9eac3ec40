"""The JSON Schema of a whole rules file, for the completion of editors."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from socialcare.rulework.loading import RulesFile
from socialcare.sentences import mark
from socialcare.sla import wall

_TIME = "^([01]?[0-9]|2[0-3]):[0-5][0-9]$|^24:00$"

_WRITTEN: Mapping[Callable[..., Any], JsonSchemaValue] = {
    wall.clock_minutes: {"type": "string", "pattern": _TIME, "examples": ["17:00"]},
    wall.length: {"type": "string", "examples": ["4h", "90min"]},
    wall.span: {"type": "string", "examples": ["09:00-12:00"]},
    wall.day: {"type": "string", "format": "date"},
}
"""What a person writes where the model keeps a number or a time: by the function that reads it."""

_DESCRIPTIONS = {
    "calendars": mark("When people work. The first serves policies that name none."),
    "policies": mark("By when an answer is promised."),
    "teams": mark("Key and name of each team."),
    "experts": mark("Who proposes the answer; topics are those that come to them when a rule names nobody."),
    "community_managers": mark("Who answers customers; the first is chosen when nothing else is said."),
    "analysts": mark("Who looks, exports, tags and corrects; they neither propose nor answer."),
    "responsible": mark("The expert or community manager who answers for the whole team; policies may warn them."),
    "topics": mark("What people talk of, by its words; the first that is found is the case's."),
    "lists": mark("Lists of accounts, for author: {list: NAME}."),
    "channels": mark("What a channel's mentions get where no rule says otherwise."),
    "rules": mark("Read from top to bottom: the first that holds decides."),
    "default": mark("What no rule took; it must name an expert and a promise."),
    "when": mark("All entries must hold; a list means any of its values."),
    "then": mark("What becomes of the mention; what is left out comes from the topic, the channel or the default."),
    "ambassador": mark("Whether the author was a regular happy customer until then, as socialcare customers --ambassadors counts."),
    "stage": mark("qualify: every rule that holds adds tags, raises the priority or sets aside; route: the first decides."),
    "continue": mark("Later rules may still fill what this one leaves open."),
    "words": mark("A word, several words, a beginning (livr*), with a typo (rembourser~), in all its forms (commande+)."),
    "except": mark("Where one of these is found, the list does not count."),
    "patterns": mark("Regular expressions (RE2), on the text without accents or capitals."),
    "near": mark("Words that stand close to each other, in any order."),
    "set_aside": mark("The reason for which nobody has to answer."),
    "promise": mark("The name of a policy."),
    "substitute": mark("Who takes over while the expert is absent or has too much."),
    "absent": mark("Days, or first..last."),
    "most_open": mark("From how many open cases on the substitute takes over."),
    "windows": mark("Asked strictly before, due at; in order."),
    "otherwise": mark("For what no window takes."),
    "holidays": mark("Whose public holidays, such as FR, FR-6AE or FR-974."),
    "worked_holidays": mark("Holidays on which people work all the same."),
    "closed": mark("Days, or first..last, on which nobody works."),
    "exceptions": mark("The hours of one date, stronger than all else."),
}  # fmt: skip
"""For the keys of the file that do not speak for themselves."""


class _AsWritten(GenerateJsonSchema):
    """Of what stands in the file, not of what it becomes."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        written = _WRITTEN.get(schema["function"]["function"])
        return dict(written) if written else super().function_before_schema(schema)


def json_schema(spoken: Callable[[str], str]) -> dict[str, Any]:
    """`spoken` puts the descriptions into a person's language."""
    schema = RulesFile.model_json_schema(by_alias=True, schema_generator=_AsWritten)
    schema["$defs"]["Closure"] = {"type": "string", "examples": ["2026-12-24", "2026-12-24..2027-01-02"]}
    for block in (schema, *schema["$defs"].values()):
        block.pop("description", None)  # a docstring is for who reads the code
        for key, described in block.get("properties", {}).items():
            if isinstance(described.get("default"), dict):
                del described["default"]  # as the model keeps it: 1020 for 17:00
            if key in _DESCRIPTIONS:
                described["description"] = spoken(_DESCRIPTIONS[key])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
