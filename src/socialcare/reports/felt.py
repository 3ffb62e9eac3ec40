"""Complaints with their emotions in the words of Ekman or Plutchik, 0 to 1 each."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from socialcare.cases import Case
from socialcare.facts import Emotion
from socialcare.reports.rows import ComplaintRow, complaint_row
from socialcare.scoring.mappings import ekman, plutchik


@dataclass(frozen=True, kw_only=True)
class EkmanRow(ComplaintRow):
    """His six; 0 where the message has no score."""

    ekman_anger: float
    ekman_disgust: float
    ekman_fear: float
    ekman_joy: float
    ekman_sadness: float
    ekman_surprise: float


@dataclass(frozen=True, kw_only=True)
class PlutchikRow(ComplaintRow):
    """His eight; 0 where the message has no score."""

    plutchik_joy: float
    plutchik_trust: float
    plutchik_fear: float
    plutchik_surprise: float
    plutchik_sadness: float
    plutchik_disgust: float
    plutchik_anger: float
    plutchik_anticipation: float


def ekman_row(case: Case, now: datetime) -> EkmanRow:
    return EkmanRow(**_columns(case, now, "ekman", ekman))


def plutchik_row(case: Case, now: datetime) -> PlutchikRow:
    return PlutchikRow(**_columns(case, now, "plutchik", plutchik))


def _columns(
    case: Case, now: datetime, scheme: str, mapped: Callable[[Mapping[Emotion, float]], dict[str, float]]
) -> dict[str, Any]:
    felt = mapped(case.score.emotions if case.score else {})
    return asdict(complaint_row(case, now)) | {f"{scheme}_{name}": amount for name, amount in felt.items()}
