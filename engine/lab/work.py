"""A task, done: whoever runs it, thread, process or cluster, it comes as text and goes as bytes."""

from __future__ import annotations

import functools
import hashlib
import json
import pathlib
import tempfile
from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.bridges.parquet import write_tables
from engine.errors import InputError
from engine.evidence.outcome import PARTS, weighed
from engine.lab.observe import batches, observe
from engine.lab.study import NONE, NOVICE, RANDOM
from engine.lab.sums import outcome_parts, sums_of
from engine.lab.tables import About, columns_of, schema, types
from engine.panels import load_panel
from engine.worlds import Template
from sim.kernel import sources_digest
from sim.plans import Plan
from sim.policies.nothing import Nothing
from sim.policies.novice import CarefulNovice
from sim.policies.plan import PlanPolicy
from sim.policies.policy import Policy
from sim.policies.random import RandomLegal
from sim.rules import RULES_VERSION
from sim.scenario import Scenario

Files = dict[str, bytes]
SUMS_FILE: Final = "sums.npz"
FIGURES_FILE: Final = "figures.json"  # the parts of each run's outcome, for whoever watches


def run_task(text: str) -> Files:
    """Run a task.

    Args:
        text: as `Study.task` writes it.

    Returns:
        Files by name: "weekly.parquet" and the other tables, or "sums.npz".

    Raises:
        InputError: this process has other rules than whoever asked.
    """
    task: dict[str, Any] = json.loads(text)
    if (task["rules"], task["kernel"]) != (RULES_VERSION, sources_digest()):
        raise InputError(
            f"a worker has rules {RULES_VERSION} and kernel {sources_digest()}, not {task['rules']} and "
            f"{task['kernel']}; one table holds runs of one version"
        )
    arm = task["arm"]
    scenario = json.dumps(arm["scenario"], sort_keys=True)
    template = _template(scenario)
    govern = governor(template, arm["policy"])
    seeds = range(task["first_seed"], task["first_seed"] + task["runs"])
    found = (observe(template, batch, govern, task["weeks"]) for batch in batches(seeds))  # one batch in memory
    if task["kind"] == "sums":
        return {SUMS_FILE: sums_of(found, template, task["options"]).pack()}
    policy = arm["policy"]
    about = About(
        variant=arm["variant"],
        plan=arm["plan"],
        scenario_hash=hash_of(arm["scenario"]),
        plan_seed=policy.get("seed"),
        random=policy["kind"] == RANDOM,
        rules=RULES_VERSION,
        kernel=sources_digest(),
        first_run=task["first_run"],
    )
    weeks = template.scenario.weeks

    def parts(batch: Any) -> dict[str, Any]:
        return dict(zip(PARTS, outcome_parts(batch, weeks).T, strict=True))

    whole = task["weeks"] is None or task["weeks"] >= weeks.total
    columns = columns_of(found, template, about, parts, _weigher(template.scenario) if whole else lambda _: None)
    figures = {name: columns["runs"][name].tolist() for name in PARTS}
    return _parquet(columns, template.scenario) | {FIGURES_FILE: json.dumps(figures).encode()}


@functools.lru_cache(maxsize=4)
def _template(scenario: str) -> Template:
    return Template(Scenario.model_validate_json(scenario))


def hash_of(scenario: Mapping[str, Any]) -> str:
    """The hash of a scenario as recordings have it: BLAKE2b-256 of its canonical bytes, hex."""
    from engine.log import codec
    from engine.log.frames import HEADER, LENGTHS

    return hashlib.blake2b(codec.encode_map(scenario, LENGTHS[HEADER][1]), digest_size=32).hexdigest()


def governor(template: Template, policy: Mapping[str, Any]) -> Callable[[int], Policy]:
    """Makes the policy of a seed, as an arm describes it.

    Raises:
        InputError: no policy is of that kind.
    """
    kind, tenure = policy["kind"], template.scenario.weeks.tenure
    shelf = {name: template.catalogue[name] for name in template.scenario.shelf} or dict(template.catalogue)
    if kind == NONE:
        return lambda _: Nothing()
    if kind == NOVICE:
        return lambda _: CarefulNovice(template.index, shelf, tenure)
    if kind == RANDOM:
        given = policy.get("seed")
        return lambda seed: RandomLegal(template.index, shelf, seed if given is None else given, tenure)
    if kind == "plan":
        plan = Plan.parse(policy["plan"])
        return lambda _: PlanPolicy(plan)
    raise InputError(f"no policy is of kind '{kind}'")


def _weigher(scenario: Scenario) -> Callable[[Mapping[str, Any]], Any]:
    """Y by its parts, in the units of the shipped panel; None where there is none of this scenario and version."""
    units = shipped_units(scenario)
    return (lambda _: None) if units is None else lambda parts: weighed(parts, scenario.objective, units)


def shipped_units(scenario: Scenario) -> dict[str, float] | None:
    """The units of the outcome that ship with a scenario; None without a panel of its version."""
    try:
        panel = load_panel(scenario.id)
    except InputError:
        return None
    return panel.units if panel.version == scenario.version else None


def _parquet(columns: Mapping[str, Mapping[str, Any]], scenario: Scenario) -> Files:
    known = schema(scenario)
    with tempfile.TemporaryDirectory(prefix="steerco-lab-") as folder:
        files = {name: pathlib.Path(folder) / f"{name}.parquet" for name in columns}
        write_tables({file: (columns[name], types(known[name])) for name, file in files.items()})
        return {file.name: file.read_bytes() for file in files.values()}
