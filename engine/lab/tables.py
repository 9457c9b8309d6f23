"""The four tables of a study: their columns, what each means, and how a batch of runs fills them.

`weekly` has a row for each run and world week, `runs` one for each run, `commands` and `cards` one for each command
and card. What is true and what was reported stand in columns of their own; see `dictionary`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from engine.lab.observe import Observed
from engine.lab.table_names import TABLES
from engine.worlds import Template
from sim.metric import summed
from sim.metrics import metrics
from sim.scenario import Scenario

_REASON: Final = 200  # characters of a refusal that are kept


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        name: as in the file.
        type: of SQL.
        layer: "key", "true", "reported", "asked" or "provenance".
        unit: of its values.
        meaning: in one sentence.
    """

    name: str
    type: str
    layer: str
    unit: str
    meaning: str


_KEYS: Final = (
    Column("run", "INTEGER", "key", "", "number of the run within the study, from 0"),
    Column("variant", "VARCHAR", "key", "", "what was different about the scenario; base where nothing was"),
    Column("plan", "VARCHAR", "key", "", "plan or policy that governed"),
    Column("seed", "BIGINT", "key", "", "key of every draw"),
)
_WEEKLY: Final = (
    *_KEYS,
    Column("week", "SMALLINT", "key", "world weeks", "the world week, from 1"),
    Column("tenure_week", "SMALLINT", "key", "tenure weeks", "the same, 1 being the first that is played"),
    Column("phase", "VARCHAR", "key", "", "history, tenure or aftermath"),
)
_PARTS: Final = {
    "value": ("points", "true value that customers received, over tenure and aftermath"),
    "harm": ("customer-minutes", "customers affected by failures, negative"),
    "waste": ("minutes", "second copies, stopped work, rework and set-ups lost, negative"),
    "people": ("permille-weeks", "weeks of exhaustion, negative"),
    "promises": ("promises", "dates promised with 80 % that passed, negative"),
    "revenue": ("cents", "what contracts brought"),
}
_RUNS: Final = (
    *_KEYS,
    Column("weeks", "SMALLINT", "key", "weeks", "world weeks that were run"),
    Column("events", "INTEGER", "true", "events", "events that happened"),
    Column("commands", "SMALLINT", "asked", "commands", "commands asked, answers to cards among them"),
    Column("accepted", "SMALLINT", "asked", "commands", "of these, accepted in the end"),
    Column("refusals", "SMALLINT", "asked", "tries", "tries that were refused"),
    Column("cards", "SMALLINT", "asked", "cards", "decision cards dealt during the tenure"),
    *(Column(name, "DOUBLE", "true", unit, meaning) for name, (unit, meaning) in _PARTS.items()),
    Column("outcome", "DOUBLE", "true", "SD", "Y: these parts as the scenario weighs them; NULL without a panel"),
    Column("scenario", "VARCHAR", "provenance", "", "id of the scenario"),
    Column("scenario_version", "INTEGER", "provenance", "", "its version"),
    Column("scenario_hash", "VARCHAR", "provenance", "", "BLAKE2b-256 of the scenario as it was run, hex"),
    Column("plan_seed", "BIGINT", "provenance", "", "key of a random plan's draws; NULL for other plans"),
    Column("rules", "INTEGER", "provenance", "", "version of the rules"),
    Column("kernel", "VARCHAR", "provenance", "", "digest of the sources of the kernel"),
)
_COMMANDS: Final = (
    *_KEYS,
    Column("number", "SMALLINT", "key", "", "place among the run's commands, from 1"),
    Column("kind", "VARCHAR", "asked", "", "kind of command"),
    Column("for", "VARCHAR", "asked", "", "intervention it belongs to, or general"),
    Column("asked_week", "SMALLINT", "asked", "tenure weeks", "tenure week of the first try"),
    Column("accepted_week", "SMALLINT", "asked", "tenure weeks", "tenure week it was accepted; NULL if it never was"),
    Column("refusals", "SMALLINT", "asked", "tries", "tries that were refused"),
    Column("reason", "VARCHAR", "asked", "", "why the last of them was; NULL if none was"),
    Column("arguments", "VARCHAR", "asked", "JSON", "the command as plans write it"),
)
_CARDS: Final = (
    *_KEYS,
    Column("number", "SMALLINT", "key", "", "place among the run's cards, from 1"),
    Column("card", "VARCHAR", "asked", "", "type of card"),
    Column("entity", "VARCHAR", "asked", "", "what it was about"),
    Column("ordinal", "SMALLINT", "asked", "", "how often this entity had one of the type"),
    Column("dealt_week", "SMALLINT", "asked", "tenure weeks", "tenure week at whose end it was dealt"),
    Column("settled_week", "SMALLINT", "asked", "tenure weeks", "tenure week it was settled; NULL while open"),
    Column("how", "VARCHAR", "asked", "", "answered, lapsed, delegated, withdrawn or open"),
    Column("option", "VARCHAR", "asked", "", "option that took effect; NULL if none did"),
)


def true_column(metric: str) -> str:
    """The column of a metric's true value: `flow_lead` for `flow.lead`."""
    return metric.replace(".", "_")


def reported_column(source: str) -> str:
    """The column of what a source reported: `reported_tracker` for `tracker`."""
    return "reported_" + source.replace("-", "_")


def schema(scenario: Scenario) -> dict[str, tuple[Column, ...]]:
    """The columns of each table of a study of a scenario; only its sources differ from another's."""
    weekly = list(_WEEKLY)
    for metric in metrics().values():
        name = true_column(metric.id)
        weekly.append(Column(name, "DOUBLE", "true", metric.unit, f"{metric.id} in that week: {metric.definition}"))
        if metric.under:
            what = f"denominator of {metric.id}: weigh by it to average over weeks or runs"
            weekly.append(Column(f"{name}_n", "BIGINT", "true", "", what))
    for source in scenario.sources:
        metric = metrics()[source.metric]
        meaning = f"{source.name}: reports {source.metric} as {source.definition}, {source.lag_weeks} weeks late"
        weekly.append(Column(reported_column(source.id), "DOUBLE", "reported", metric.unit, meaning))
    return {"weekly": tuple(weekly), "runs": _RUNS, "commands": _COMMANDS, "cards": _CARDS}


def types(columns: Sequence[Column]) -> dict[str, str]:
    """SQL types by name."""
    return {column.name: column.type for column in columns}


class About(NamedTuple):
    """What all runs of a task share.

    Attributes:
        variant: of the arm.
        plan: of the arm.
        scenario_hash: hex.
        plan_seed: of a random plan; None for other plans, or where it is each run's seed.
        random: whether the plan is random.
        rules: version.
        kernel: digest.
        first_run: number of the first run in the study.
    """

    variant: str
    plan: str
    scenario_hash: str
    plan_seed: int | None
    random: bool
    rules: int
    kernel: str
    first_run: int


Y = Callable[[Mapping[str, Any]], Any]


def columns_of(
    batches: Iterable[Observed], template: Template, about: About, parts: Callable[[Observed], dict[str, Any]], y: Y
) -> dict[str, dict[str, Any]]:
    """Fill the four tables with batches of runs.

    Args:
        batches: in the order of seeds.
        template: the scenario.
        about: what they share.
        parts: the parts of the outcome of a batch.
        y: weighs them; None where nothing says in what units.
    """
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    first = about.first_run
    for batch in batches:
        runs = np.arange(first, first + len(batch.seeds))
        found["weekly"].append(_weekly(batch, template, about, runs))
        of_outcome = parts(batch)
        found["runs"].append(_runs(batch, template, about, runs, of_outcome, y(of_outcome)))
        found["commands"].append(_commands(batch, about, runs))
        found["cards"].append(_cards(batch, template, about, runs))
        first += len(batch.seeds)
    return {name: {key: _joined([one[key] for one in many]) for key in many[0]} for name, many in found.items()}


def _joined(arrays: Sequence[Any]) -> Any:
    masked = any(isinstance(array, np.ma.MaskedArray) for array in arrays)
    join: Any = np.ma.concatenate if masked else np.concatenate
    return join(arrays)


def _keys(about: About, runs: Any, seeds: Any) -> dict[str, Any]:
    return {
        "run": runs,
        "variant": _text(about.variant, len(runs)),
        "plan": _text(about.plan, len(runs)),
        "seed": seeds,
    }


def _text(value: str, rows: int) -> Any:
    texts = np.empty(rows, object)
    texts[:] = value
    return texts


def _weekly(batch: Observed, template: Template, about: About, runs: Any) -> dict[str, Any]:
    weeks = batch.counts.shape[1]
    span = template.scenario.weeks
    world = np.arange(1, weeks + 1)
    phases = np.empty(weeks, object)
    phases[:] = "tenure"
    phases[world <= span.history] = "history"
    phases[world > span.history + span.tenure] = "aftermath"
    found = _keys(about, np.repeat(runs, weeks), np.repeat(np.array(batch.seeds, np.int64), weeks))
    found["week"] = np.tile(world, len(runs))
    found["tenure_week"] = np.tile(world - span.history, len(runs))
    found["phase"] = np.tile(phases, len(runs))
    counts, totals = batch.counts[:, :, None, :], batch.totals[:, :, None, :]  # each week is a window of its own
    for metric in metrics().values():
        over = summed(metric.over, counts, totals).ravel()
        under = summed(metric.under, counts, totals).ravel() if metric.under else np.ones_like(over)
        value = over / np.maximum(under, 1) * metric.scale
        found[true_column(metric.id)] = np.ma.masked_array(value, under <= 0)
        if metric.under:
            found[f"{true_column(metric.id)}_n"] = under
    for s, source in enumerate(template.scenario.sources):
        figures = batch.reported[:, :, s].ravel()
        found[reported_column(source.id)] = np.ma.masked_array(np.nan_to_num(figures), np.isnan(figures))
    return found


def _runs(
    batch: Observed, template: Template, about: About, runs: Any, of_outcome: Mapping[str, Any], y: Any
) -> dict[str, Any]:
    n, scenario = len(runs), template.scenario
    history = scenario.weeks.history
    dealt = np.bincount(
        [card.run for card in batch.dealt if history < card.dealt_week <= history + scenario.weeks.tenure], minlength=n
    )
    found = _keys(about, runs, np.array(batch.seeds, np.int64)) | {
        "weeks": np.full(n, batch.counts.shape[1]),
        "events": batch.events,
        "commands": np.array([len(world) for world in batch.outcomes]),
        "accepted": np.array([sum(not one.dropped for one in world) for world in batch.outcomes]),
        "refusals": np.array([sum(len(one.refusals) for one in world) for world in batch.outcomes]),
        "cards": dealt,
    }
    found |= {name: of_outcome[name] for name in _PARTS}
    found["outcome"] = np.ma.masked_array(np.zeros(n), np.ones(n, np.bool_)) if y is None else y
    plan_seed = np.array(batch.seeds if about.plan_seed is None else [about.plan_seed] * n, np.int64)
    return found | {
        "scenario": _text(scenario.id, n),
        "scenario_version": np.full(n, scenario.version),
        "scenario_hash": _text(about.scenario_hash, n),
        "plan_seed": np.ma.masked_array(plan_seed, np.full(n, not about.random)),
        "rules": np.full(n, about.rules),
        "kernel": _text(about.kernel, n),
    }


def _commands(batch: Observed, about: About, runs: Any) -> dict[str, Any]:
    rows = [(r, n, one) for r, world in enumerate(batch.outcomes) for n, one in enumerate(world, 1)]
    accepted = [one.accepted_week for _, _, one in rows]
    return _keys_of_rows(batch, about, runs, [r for r, _, _ in rows]) | {
        "number": np.array([n for _, n, _ in rows], np.int64),
        "kind": _texts([one.command.kind for _, _, one in rows]),
        "for": _texts([one.command.for_ for _, _, one in rows]),
        "asked_week": np.array([one.week for _, _, one in rows], np.int64),
        "accepted_week": _maybe(accepted),
        "refusals": np.array([len(one.refusals) for _, _, one in rows], np.int64),
        "reason": _texts([one.refusals[-1][:_REASON] if one.refusals else None for _, _, one in rows]),
        "arguments": _texts([json.dumps(one.command.arguments(), sort_keys=True) for _, _, one in rows]),
    }


def _cards(batch: Observed, template: Template, about: About, runs: Any) -> dict[str, Any]:
    history, cards = template.scenario.weeks.history, batch.dealt
    numbers: list[int] = []
    for n, card in enumerate(cards):
        numbers.append(numbers[-1] + 1 if n and cards[n - 1].run == card.run else 1)
    return _keys_of_rows(batch, about, runs, [card.run for card in cards]) | {
        "number": np.array(numbers, np.int64),
        "card": _texts([card.type for card in cards]),
        "entity": _texts([card.entity for card in cards]),
        "ordinal": np.array([card.ordinal for card in cards], np.int64),
        "dealt_week": np.array([card.dealt_week - history for card in cards], np.int64),
        "settled_week": _maybe([None if c.settled_week is None else c.settled_week - history for c in cards]),
        "how": _texts([card.how for card in cards]),
        "option": _texts([card.option for card in cards]),
    }


def _keys_of_rows(batch: Observed, about: About, runs: Any, places: Sequence[int]) -> dict[str, Any]:
    at = np.array(places, np.int64)
    return _keys(about, runs[at], np.array(batch.seeds, np.int64)[at])


def _texts(values: Sequence[str | None]) -> Any:
    found = np.empty(len(values), object)
    found[:] = values
    return found


def _maybe(values: Sequence[int | None]) -> Any:
    return np.ma.masked_array(np.array([value or 0 for value in values], np.int64), [value is None for value in values])


def dictionary(scenario: Scenario) -> dict[str, list[dict[str, str]]]:
    """The data dictionary: every column of every table, as plain data; it is put into each file too."""
    return {name: [column._asdict() for column in columns] for name, columns in schema(scenario).items()}
