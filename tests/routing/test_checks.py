"""Every mistake of a rules file is told at the very value, with what to do."""

from collections.abc import Callable

import pytest

from socialcare.documents import parse, read
from socialcare.errors import FileMistakes
from socialcare.routing import RoutingText, json_schema

Mistakes = Callable[[str], list[str]]


def test_a_sound_file_has_no_mistake(mistakes: Mistakes, house: str) -> None:
    assert mistakes(house) == []


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("team: labo}", "team: lab}", "5:36: unknown team “lab”; did you mean “labo”?"),
        ("[livraison]}", "[livraisons]}", "4:55: unknown topic “livraisons”; did you mean “livraison”?"),
        ("team: labo}", "team: labo, topics: [livraison]}", "5:51: topic “livraison” is already karim’s"),
        ("mehdi: {", "anne: {", "6:46: “anne” is already an expert; one role a person"),
        ("{claire: {name: Claire}, mehdi: {name: Mehdi}}", "{}", "6:21: name at least one community manager"),
        ("[allergi*]", "[]", "8:18: “words” is empty; name at least one"),
        ("[allergi*]", "[allergie, a]", "8:29: “a” is shorter than 2 letters"),
        ("[allergi*]", '["😡"]', "8:19: “😡” is shorter than 2 letters"),
        ("[allergi*]", "['*llergie']", "8:19: “*llergie”: * stands only at the end of a word, such as livr*"),
        ("[carte de livraison]", "['l*vraison']",
         "9:66: “l*vraison”: * stands only at the end of a word, such as livr*"),
        ("expert: anne,", "expert: claire,", "11:19: unknown expert “claire”; known: karim, anne"),
        ("promise: noon-17h", "promise: noon-18h", "11:34: unknown promise “noon-18h”; did you mean “noon-17h”?"),
        ("noon-17h}", "noon-17h, community_manager: clair}",
         "11:63: unknown community manager “clair”; did you mean “claire”?"),
    ],
)  # fmt: skip
def test_a_name_of_the_house_that_leads_nowhere(mistakes: Mistakes, house: str, was: str, now: str, told: str) -> None:
    assert was in house
    assert mistakes(house.replace(was, now)) == [f"rules.yaml:{told}"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("{name: a, then: {expert: kari}}", "13:30: unknown expert “kari”; did you mean “karim”?"),
        ("{name: a, then: {promise: gold}}", "13:31: unknown promise “gold”; known: noon-17h, urgent-1h"),
        ("{name: a, then: {community_manager: karim}}",
         "13:41: unknown community manager “karim”; known: claire, mehdi"),
        ("{name: a, when: {topic: [sante, sent]}, then: {}}", "13:37: unknown topic “sent”; did you mean “sante”?"),
        ("{name: a, when: {topic: sent}, then: {}}", "13:29: unknown topic “sent”; did you mean “sante”?"),
        ("{name: a, when: {author: {list: pres}}, then: {}}", "13:37: unknown list “pres”; did you mean “press”?"),
        ("{name: a, when: {any: [{none: [{topic: sent}]}]}, then: {}}",
         "13:44: unknown topic “sent”; did you mean “sante”?"),
        ("{name: a, when: {text: {words: [x]}}, then: {}}", "13:37: “x” is shorter than 2 letters"),
        ("{name: a, when: {}, then: {}}", "13:21: “when” is empty; fill it or drop it"),
        ("{name: a, when: , then: {}}", "13:20: “when” is empty; fill it or drop it"),
        ("{name: a, when: {channel: []}, then: {}}", "13:31: “channel” is empty; fill it or drop it"),
        ("{name: a, when: {question: null}, then: {}}", "13:32: “question” is empty; fill it or drop it"),
        ("{name: a, when: {any: []}, then: {}}", "13:27: “any” is empty; fill it or drop it"),
        ("{name: a, when: {author: []}, then: {}}", "13:30: “author” is empty; fill it or drop it"),
        ("{name: default, when: {spam: true}, then: {}}", "13:12: the rule name “default” is already taken"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule(mistakes: Mistakes, house: str, rule: str, told: str) -> None:
    assert mistakes(f"{house}rules:\n  - {rule}\n") == [f"rules.yaml:{told}"]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(mistakes: Mistakes, house: str) -> None:
    rules = """\
rules:
  - {name: all, then: {}}
  - {name: all, when: {topic: [nowhere]}, then: {}}
  - {name: last, when: {spam: true}, then: {expert: nobody}}
"""
    assert mistakes(house.replace("team: labo}", "team: nowhere}") + rules) == [
        "rules.yaml:5:36: unknown team “nowhere”; known: support, labo",
        "rules.yaml:14:5: no mention reaches this rule: “all” (line 13) takes them all",
        "rules.yaml:14:12: the rule name “all” is already taken",
        "rules.yaml:14:32: unknown topic “nowhere”; known: sante, livraison",
        "rules.yaml:15:5: no mention reaches this rule: “all” (line 13) takes them all",
        "rules.yaml:15:53: unknown expert “nobody”; known: karim, anne",
    ]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("{name: a, when: {topics: sante}, then: {}}", "13:22: unknown key “topics”; did you mean “topic”?"),
        ("{name: a, when: {any: [{emotions: joy}]}, then: {}}", "13:29: unknown key “emotions”; did you mean “emotion”?"),
        ("{name: a, when: {emotion: angry}, then: {}}", "13:31: unknown value “angry”; did you mean “anger”?"),
        ("{name: a, when: {followers: {}}, then: {}}", "13:33: a range needs min, max or both"),
        ("{name: a, when: {rating: {min: 3, max: 2}}, then: {}}", "13:30: min 3.0 is above max 2.0"),
        ("{name: a, when: {spam: perhaps}, then: {}}", "13:28: “perhaps” must be true or false"),
        ("{name: a, then: {set_aside: ''}}", "13:21: set_aside needs a reason, such as “spam”"),
        ("{name: a, then: {set_aside: spam, expert: anne}}",
         "13:21: what is set aside waits for nobody: drop set_aside, or expert and promise"),
        ("{name: a}", "13:5: the key “then” is missing here"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_stand_where_it_is(house: str, rule: str, told: str) -> None:
    with pytest.raises(FileMistakes) as refused:
        parse(read(f"{house}rules:\n  - {rule}\n", "rules.yaml"), RoutingText)
    assert str(refused.value) == f"rules.yaml:{told}"


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("default: {expert: anne, promise: noon-17h}\n", "", "1:1: the key “default” is missing here"),
        ("{expert: anne, promise: noon-17h}", "{expert: anne}", "11:10: the key “promise” is missing here"),
        ("version: 1", "version: 2", "1:10: unknown value “2”; known: 1"),
    ],
)
def test_the_default_is_complete(house: str, was: str, now: str, told: str) -> None:
    with pytest.raises(FileMistakes) as refused:
        parse(read(house.replace(was, now), "rules.yaml"), RoutingText)
    assert str(refused.value) == f"rules.yaml:{told}"


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("{name: a, stage: qualify, then: {expert: anne, tags: x}}",
         "13:38: a rule of the stage “qualify” gives tags, priority or set_aside; “expert” is for a rule that routes"),
        ("{name: a, stage: qualify, when: {spam: true}, then: {}}",
         "13:57: give tags, priority or set_aside: this rule does nothing"),
        ("{name: a, stage: qualify, when: {spam: true}, then: {tags: x}, continue: true}",
         "13:68: rules of the stage “qualify” always go on; drop “continue”"),
        ("{name: a, stage: qualify, then: {set_aside: all}}", "13:5: this sets every mention aside; give the rule a “when”"),
        ("{name: a, when: {spam: true}, then: {set_aside: x}, continue: true}",
         "13:57: what is set aside goes no further; drop “continue” or set_aside"),
        ("{name: a, stage: qualify, when: {tags: x}, then: {tags: x}}",
         "13:38: “tags” is known only after the rules of the stage “qualify”"),
        ("{name: a, when: {tags: [vip]}, then: {}}", "13:29: unknown tag “vip”; known: –"),
        ("{name: a, when: {last_expert: kari}, then: {}}", "13:35: unknown expert “kari”; did you mean “karim”?"),
        ("{name: a, when: {text: {words: [colis~]}}, then: {}}",
         "13:37: “colis~”: a word with ~ needs 6 letters or more; a shorter one is too near to others"),
        ("{name: a, when: {text: {words: [+colis]}}, then: {}}",
         "13:37: “+colis”: + stands only at the end of a word, such as rembourser+"),
        ("{name: a, when: {text: {near: {words: [a, colis], within: 3}}}, then: {}}",
         "13:44: “a” is shorter than 2 letters"),
        ("{name: a, when: {text: {patterns: ['(?=a)']}}, then: {}}",
         "13:40: pattern “(?=a)” is refused (invalid perl operator: (?=); see the syntax of RE2"),
        ("{name: a, when: {text: {patterns: 'x*'}}, then: {}}",
         "13:39: pattern “x*” matches an empty text, and so every text; make it need a word"),
        ("{name: a, when: {any: [{any: [{any: [{any: [{any: [{any: [{spam: true}]}]}]}]}]}]}, then: {}}",
         "13:63: all, any and none are nested deeper than 5; split the rule"),
    ],
)  # fmt: skip
def test_a_mistake_of_stages_operators_and_patterns(mistakes: Mistakes, house: str, rule: str, told: str) -> None:
    assert mistakes(f"{house}rules:\n  - {rule}\n") == [f"rules.yaml:{told}"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("{name: a, stage: sort, then: {}}", "13:22: unknown value “sort”; known: qualify, route"),
        ("{name: a, when: {posted: {days: mon-fry}}, then: {}}",
         "13:37: unknown day of the week “fry”; did you mean “fri”?"),
        ("{name: a, when: {posted: {from: 18h}}, then: {}}", "13:37: “18h” is not a time of day such as “18:00”"),
        ("{name: a, when: {posted: {from: '10:00', to: '10:00'}}, then: {}}",
         "13:30: from and to are the same; no time is between them"),
        ("{name: a, when: {text: {except: [x]}}, then: {}}", "13:28: name what to find: words, near or patterns"),
    ],
)  # fmt: skip
def test_a_new_value_that_cannot_stand_where_it_is(house: str, rule: str, told: str) -> None:
    with pytest.raises(FileMistakes) as refused:
        parse(read(f"{house}rules:\n  - {rule}\n", "rules.yaml"), RoutingText)
    assert str(refused.value) == f"rules.yaml:{told}"


@pytest.mark.parametrize(
    ("karim", "anne", "told"),
    [
        ("substitute: karim", "", "4:79: substitutes turn in a ring: karim → karim; one of them must lead out"),
        ("substitute: anne", "substitute: karim",
         "4:79: substitutes turn in a ring: karim → anne → karim; one of them must lead out"),
        ("substitute: ann", "", "4:79: unknown expert “ann”; did you mean “anne”?"),
    ],
)  # fmt: skip
def test_substitutes_lead_somewhere(mistakes: Mistakes, house: str, karim: str, anne: str, told: str) -> None:
    written = house.replace("topics: [livraison]", f"topics: [livraison], {karim}")
    written = written.replace("team: labo}", f"team: labo, {anne}}}" if anne else "team: labo}")
    assert mistakes(written) == [f"rules.yaml:{told}"]


def test_the_days_of_an_expert_are_days_of_the_week(house: str) -> None:
    with pytest.raises(FileMistakes) as refused:
        parse(read(house.replace("[livraison]", "[livraison], days: [lundi]"), "rules.yaml"), RoutingText)
    assert "unknown day of the week “lundi”" in str(refused.value)


@pytest.mark.parametrize("key", ["anne", "claire"])
def test_an_analyst_has_no_other_role(mistakes: Mistakes, house: str, key: str) -> None:
    told = mistakes(house + f"analysts: {{{key}: {{name: Nora Petit}}}}\n")
    assert [line.split(": ", 1)[1] for line in told] == [
        f"“{key}” is already an expert or a community manager; one role a person"
    ]


@pytest.mark.parametrize(
    ("absent", "told"),
    [
        ("2026-13-24", "4:75: “2026-13-24” is no date, nor two such as 2026-12-24..2027-01-02"),
        ("[2027-01-02..2026-12-24]", "4:76: “2027-01-02..2026-12-24” ends before it begins; swap the two dates"),
    ],
)
def test_an_absence_is_one_day_or_two_in_order(house: str, absent: str, told: str) -> None:
    with pytest.raises(FileMistakes) as refused:
        parse(read(house.replace("[livraison]", f"[livraison], absent: {absent}"), "rules.yaml"), RoutingText)
    assert str(refused.value) == f"rules.yaml:{told}"


def test_words_and_patterns_have_a_limit(mistakes: Mistakes, house: str) -> None:
    words = ", ".join(f"mot{number}" for number in range(5_000))
    patterns = ", ".join(f"'mot{number}x'" for number in range(201))
    rules = f"rules:\n  - {{name: a, when: {{text: {{words: [{words}]}}}}, then: {{}}}}\n"
    assert [told.split(": ", 1)[1] for told in mistakes(house + rules)] == [
        "the file has more than 5000 different words; drop some"
    ]
    rules = f"rules:\n  - {{name: a, when: {{text: {{patterns: [{patterns}]}}}}, then: {{}}}}\n"
    assert [told.split(": ", 1)[1] for told in mistakes(house + rules)] == [
        "the file has more than 200 patterns; drop some"
    ]


def test_the_json_schema_takes_one_value_for_a_list() -> None:
    entry = json_schema()["$defs"]["When"]["properties"]["channel"]
    assert {"type": "string"} in entry["anyOf"]
    assert json_schema()["$defs"]["RuleText"]["properties"]["continue"]["type"] == "boolean"
