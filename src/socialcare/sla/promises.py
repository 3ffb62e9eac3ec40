"""The promises of a rulebook, ready to be asked for due times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from socialcare.errors import WrongUse
from socialcare.facts import Promise
from socialcare.hints import unknown
from socialcare.sentences import say
from socialcare.sla.calendars import Calendar
from socialcare.sla.clock import Pause
from socialcare.sla.deadlines import deadline
from socialcare.sla.legs import legs
from socialcare.sla.lock import Lock, digest_of, resolved_digest, tzdata_version
from socialcare.sla.policy_text import DurationText, PolicyText
from socialcare.sla.schema import PromisesText


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A policy, its calendar, and the digest of both."""

    text: PolicyText
    calendar: Calendar
    digest: str

    @cached_property
    def snapshot(self) -> str:
        """As JSON, what is usual left out."""
        return self.text.model_dump_json(exclude_defaults=True)


@dataclass(frozen=True, kw_only=True)
class Promises:
    """Calendars and policies by name."""

    calendars: Mapping[str, Calendar]
    policies: Mapping[str, Policy]

    @classmethod
    def load(cls, text: PromisesText, lock: Mapping[str, Any] | None) -> Self:
        """`text` without cross mistakes. Raises WrongUse where the lock is absent, damaged, or of other calendars."""
        calendars = _calendars(text, lock)
        policies = {}
        for name, policy in text.policies.items():
            calendar = calendars[text.calendar_of(name)]
            policies[name] = Policy(text=policy, calendar=calendar, digest=digest_of(policy, calendar.digest))
        return cls(calendars=calendars, policies=policies)

    def due(
        self, asked_at: datetime, policy_name: str, pauses: Iterable[Pause] = (), calendar_name: str | None = None
    ) -> Promise:
        """`asked_at` is aware; pauses stop a duration only. Dates and times in `because` are those of the calendar.

        The calendar is the policy's own unless another is named. Raises OutsideCalendar where the lock does not reach,
        WrongUse for a policy or a calendar that does not exist.
        """
        policy = self.policy(policy_name, calendar_name)
        due_at, because = deadline(policy.text, policy.calendar, asked_at, pauses)
        leg = legs(policy.text, policy.calendar, asked_at, due_at)
        resolved_by = self._resolved_by(policy, asked_at, ())
        told = () if resolved_by is None else (say("to be closed by {at}", at=resolved_by),)
        return Promise(
            due_at=due_at.astimezone(UTC),
            policy=policy_name,
            calendar=policy.calendar.name,
            digest=policy.digest,
            expert_due_at=leg.expert_due_at,
            resolution_due_at=resolved_by.astimezone(UTC) if resolved_by else None,
            warnings=leg.warnings,
            snapshot=policy.snapshot,
            tzdata=tzdata_version(),
            because=(*because, *leg.because, *told),
        )

    def end(self, asked_at: datetime, policy_name: str, pauses: Iterable[Pause]) -> datetime | None:
        """By when a case is to be closed that waited for its customer, in UTC; None where waiting moves nothing.

        Only a duration waits, and only a policy that still exists can tell. Raises OutsideCalendar.
        """
        policy = self.policies.get(policy_name)
        if policy is None or policy.text.resolution is None:
            return None
        if not isinstance(self.policy(policy.text.resolution).text, DurationText):
            return None
        found = self._resolved_by(policy, asked_at, pauses)
        return found.astimezone(UTC) if found else None

    def _resolved_by(self, policy: Policy, asked_at: datetime, pauses: Iterable[Pause]) -> datetime | None:
        if policy.text.resolution is None:
            return None
        other = self.policy(policy.text.resolution)
        return deadline(other.text, other.calendar, asked_at, pauses)[0]

    def policy(self, name: str, calendar_name: str | None = None) -> Policy:
        """On its own calendar unless another is named. Raises WrongUse for what does not exist."""
        policy = self.policies.get(name)
        if policy is None:
            raise WrongUse(unknown(say("policy"), name, list(self.policies)))
        if calendar_name is None or calendar_name == policy.calendar.name:
            return policy
        calendar = self.calendar(calendar_name)
        return Policy(text=policy.text, calendar=calendar, digest=digest_of(policy.text, calendar.digest))

    def calendar(self, name: str | None = None) -> Calendar:
        """The first unless one is named. Raises WrongUse for one that does not exist."""
        if name is None:
            return next(iter(self.calendars.values()))
        found = self.calendars.get(name)
        if found is None:
            raise WrongUse(unknown(say("calendar"), name, list(self.calendars)))
        return found

    def is_working_day(self, day: date) -> bool:
        """On the first calendar. Raises OutsideCalendar where the lock does not reach."""
        return self.calendar().is_working_day(day)


def _calendars(text: PromisesText, written: Mapping[str, Any] | None) -> dict[str, Calendar]:
    if written is None:
        raise WrongUse(say("the calendars are not locked yet; run “socialcare calendar lock”"))
    try:
        lock = Lock.model_validate(written)
    except ValidationError as error:
        raise WrongUse(say("the calendar lock is damaged; run “socialcare calendar lock”")) from error
    changed = [name for name, calendar in text.calendars.items() if not _is_of(lock, name, digest_of(calendar))]
    if changed:
        raise WrongUse(
            say(
                "the calendar lock was made for other calendars than these: {names}; run “socialcare calendar lock”",
                names=", ".join(changed),
            )
        )
    return {name: _calendar(name, lock) for name in text.calendars}


def _is_of(lock: Lock, name: str, text_digest: str) -> bool:
    """False also where somebody edited the lock by hand."""
    locked = lock.calendars.get(name)
    if locked is None or locked.text != text_digest:
        return False
    return locked.digest == resolved_digest(locked, lock.first, lock.last)


def _calendar(name: str, lock: Lock) -> Calendar:
    locked = lock.calendars[name]
    return Calendar(
        name=name,
        zone=ZoneInfo(locked.timezone),
        first=lock.first,
        last=lock.last,
        week=locked.week,
        days=locked.days,
        digest=locked.digest,
    )
