"""What a person reads for each value of the facts; JSON and CSV keep the value itself."""

from collections.abc import Mapping
from types import MappingProxyType

from socialcare.sentences import mark

LABELS: Mapping[str, str] = MappingProxyType({
    "anger": mark("anger"), "disappointment": mark("disappointment"), "worry": mark("worry"),
    "sadness": mark("sadness"), "disgust": mark("disgust"), "surprise": mark("surprise"), "joy": mark("joy"),
    "gratitude": mark("gratitude"), "neutral": mark("neutral"), "negative": mark("negative"),
    "positive": mark("positive"), "complaint": mark("complaint"), "question": mark("question"),
    "praise": mark("praise"), "suggestion": mark("suggestion"), "other": mark("other"), "low": mark("low"),
    "normal": mark("normal"), "high": mark("high"), "urgent": mark("urgent"), "new": mark("new"),
    "assigned": mark("assigned"), "drafted": mark("drafted"), "answered": mark("answered"),
    "closed": mark("closed"), "set_aside": mark("set aside"), "late": mark("late"), "due_soon": mark("due soon"),
    "on_time": mark("on time"), "kept": mark("kept"), "broken": mark("broken"), "none": mark("none"),
    "community_manager": mark("community manager"), "expert": mark("expert"), "analyst": mark("analyst"),
    "assign": mark("given to an expert"), "draft": mark("draft"), "reply": mark("answer"), "note": mark("note"),
    "waiting": mark("waits for the customer"), "snoozed": mark("snoozed"), "merged": mark("followed in another case"),
    "hand_back": mark("handing back"), "take": mark("taking in hand"), "wait": mark("wait for the customer"),
    "resume": mark("end of the wait"), "snooze": mark("sleep"), "tag": mark("tag"), "untag": mark("tag taken off"),
    "merge": mark("merge"), "close": mark("closing"), "undo": mark("undo"), "correct": mark("correction"),
    "mixed": mark("both sides meant"), "urgency": mark("urgent matter"), "churn": mark("means to leave, or calls in others"),
    "insult": mark("insult"), "irony": mark("irony"), "true": mark("yes"), "false": mark("no"),
    "first_response": mark("first answer"), "next_response": mark("next answer"), "resolution": mark("end of the case"),
    "post": mark("post"), "comment": mark("comment"), "review": mark("review"), "message": mark("message"),
    "queue": mark("answer waiting to go out"), "publication": mark("sent late"),
    "source": mark("seen late"), "routing": mark("routed late"), "responsible": mark("person responsible"),
    "pull": mark("pull"), "own_replies": mark("own answers"), "check": mark("check"), "reread": mark("reread"),
    "thread": mark("thread"),
    # The reasons of the starter rulebook; those of a brand's own rules are shown as written.
    "spam": mark("spam"), "repeat": mark("repeat"), "no question, no complaint": mark("no question, no complaint"),
    "news, nothing asked": mark("news, nothing asked"),
})  # fmt: skip
