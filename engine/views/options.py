"""The models of the screens on which somebody chooses: catalogue, inbox, stakeholders.

Plain frozen data, as in `engine.views.models`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outlook = Literal["likely", "unsure", "unlikely"]


# -- Catalogue ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """A variant of an intervention."""

    id: str
    note: str
    capital: float
    setup_hours: float


@dataclass(frozen=True)
class Entry:
    """An intervention.

    Attributes:
        capital: points, everywhere at standard intensity.
        gap: points that are missing for the cheapest launch; 0 if it can be paid.
        setup_hours: of each team.
        setup_weeks: until it is live.
        steady_hours: of a person and week.
        needs_met: None where nobody can tell from what is visible.
        phase: "off", "set-up", "live" or "ended".
        sponsor: who carries it.
        reported_adoption: what teams say when asked, 0 to 1; None before it is live.
        audited_fidelity: what an audit saw, 0 to 1; None without one.
        audited_week: when.
    """

    id: str
    number: int
    name: str
    on_shelf: bool
    mechanism: str
    capital: float
    gap: float
    setup_hours: float
    setup_weeks: int
    steady_hours: float
    ways: tuple[Way, ...]
    needs: str
    needs_met: bool | None
    fails_when: str
    first_signs: str
    grade: str
    source: str
    seats_forum: bool
    phase: str
    live_week: int | None
    sponsor: str | None
    teams: tuple[str, ...]
    intensity: str
    reported_adoption: float | None
    audited_fidelity: float | None
    audited_week: int | None


@dataclass(frozen=True)
class Shelf:
    """The catalogue: the scenario's shelf first, then the rest."""

    entries: tuple[Entry, ...]
    capital: float
    hours: float


# -- Inbox -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CardOption:
    """A way to answer a card; `key` is 1 to 5."""

    key: int
    id: str
    label: str
    does: str
    costs: str
    pushes: tuple[str, ...]
    lacks: str
    default: bool


@dataclass(frozen=True)
class InboxCard:
    """A card that waits.

    Attributes:
        due: as people say it: "Thu", "Tue in 1 week".
        blocks: time does not go on before it is answered or left.
        interrupts: it may stop time; False where the cap on interruptions has been reached.
        answered: the option that is queued for it; empty without one.
        left: it has been left to its default.
    """

    id: str
    type: str
    title: str
    who: str
    about: str
    text: str
    due_days: int
    due: str
    reversible: bool
    must_answer: bool
    interrupts: bool
    blocks: bool
    answered: str
    left: bool
    options: tuple[CardOption, ...]


@dataclass(frozen=True)
class Expired:
    """A card that nobody answered: what was done instead, and what that costs."""

    week: int
    type: str
    title: str
    about: str
    option: str
    does: str
    costs: str


@dataclass(frozen=True)
class Inbox:
    """What waits: first what cannot be undone, then by cost, then by age; and what has lapsed."""

    cards: tuple[InboxCard, ...]
    expired: tuple[Expired, ...]
    empty: str


# -- Stakeholders ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """Somebody, as far as anybody can tell.

    Attributes:
        interest: share of visible contacts and events that concerned them lately, 0 to 1.
        needs: what they told.
        last_contact: tenure week; None for never.
        last_seen: tenure week in which they were last seen with a change they carry; None for never.
        pulse: how they will probably answer, from what anybody could have counted; None before anything was.
        pulse_text: the same in words, with its date.
        carries: interventions under way.
        leaves: they have said so.
        leaves_in_weeks: weeks left then.
    """

    id: str
    name: str
    role: str
    line: str | None
    power: float
    interest: float
    in_post: bool
    needs: tuple[str, ...]
    last_contact: int | None
    last_seen: int | None
    pulse: Outlook | None
    pulse_text: str
    kept: int
    missed: int
    carries: tuple[str, ...]
    leaves: bool
    leaves_in_weeks: int | None
    successor: str | None


@dataclass(frozen=True)
class Stakeholders:
    """The power and interest map and its table."""

    people: tuple[Person, ...]
    followed: bool
    survey: str
