"""What a search leaves: a scenario that loads, its plans beside it, and a report of what changed."""

from __future__ import annotations

import pathlib
import shutil
from collections.abc import Mapping
from typing import Any

from engine.catalogue import load_scenario, scenario_file
from engine.errors import InputError
from engine.lab.paths import Value, find, with_values
from engine.lab.toml_out import toml_text
from engine.lab.tune import Search, Tuned
from engine.toml import read_toml


def write_tuned(search: Search, found: Tuned, folder: pathlib.Path) -> list[pathlib.Path]:
    """Write the tuned scenario, its plans and the report into a folder.

    Raises:
        InputError: the folder cannot be written, or the file would not load as what was judged.
    """
    source = scenario_file(search.name)
    text = toml_text(changed(read_toml(source), search.scenario, found.after.values))
    target, report, plans = folder / "scenario.toml", folder / "tuning.md", source.parent / "plans"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        report.write_text(report_text(search, found), encoding="utf-8")
        if plans.is_dir():
            shutil.copytree(plans, folder / "plans", dirs_exist_ok=True)
    except OSError as error:
        raise InputError(f"'{folder}' cannot be written: {error.strerror}") from None
    wanted = with_values(search.scenario, found.after.values) | {"version": search.scenario["version"] + 1}
    loaded = load_scenario(target).model_dump(mode="json")
    if _without_sources(loaded) != _without_sources(wanted):
        raise InputError(f"'{target}' does not load as what was judged; please report it")
    return [target, report]


def changed(raw: Mapping[str, Any], scenario: Mapping[str, Any], values: Mapping[str, Value]) -> dict[str, Any]:
    """A scenario file's own content with other values and the next version.

    Args:
        raw: as parsed, without defaults.
        scenario: complete.
        values: by path.
    """
    document: dict[str, Any] = {key: value for key, value in raw.items() if key != "parameters"}
    document["version"] = int(scenario["version"]) + 1
    parameters = {section: dict(table) for section, table in raw.get("parameters", {}).items()}
    complete = with_values(scenario, values)
    for path, value in values.items():
        place = find(scenario, path)
        if place.value == value:
            continue
        if place.range is not None:
            section, _, name = place.path.partition(".")
            before = dict(parameters.get(section, {}).get(name, {}))
            note = f"tuned from {place.value:g} within its range" if isinstance(place.value, float) else "tuned"
            tag = {"value": complete["parameters"][section][name]["value"], "grade": "X", "source": note}
            if "range" in before:
                tag["range"] = before["range"]
            parameters.setdefault(section, {})[name] = tag
        else:
            _set(document, complete, place.path)
    if parameters:
        document["parameters"] = parameters
    return document


def _set(document: dict[str, Any], complete: Mapping[str, Any], path: str) -> None:
    here: Any = document
    there: Any = complete
    *steps, key = path.split(".")
    for step in steps:
        if isinstance(here, list):
            here = next(entry for entry in here if entry["id"] == step)
            there = next(entry for entry in there if entry["id"] == step)
        else:
            here, there = here.setdefault(step, {}), there[step]
    here[key] = there[key]


def _without_sources(scenario: Mapping[str, Any]) -> dict[str, Any]:
    """A scenario less the grades and sources of its constants, which tuning rewrites."""
    sections = {
        section: {name: (tag["value"], tuple(tag["range"])) for name, tag in table.items()}
        for section, table in scenario["parameters"].items()
    }
    return dict(scenario) | {"parameters": sections}


def report_text(search: Search, found: Tuned) -> str:
    """The report, as Markdown: what changed, and what it did to each target."""
    lines = [
        f"# {search.scenario['id']}, tuned",
        "",
        f"{found.trials} proposals, {found.pruned} of them given up early; {search.seeds} worlds each, from seed "
        f"{search.first_seed} on. Loss {found.before.loss:.3g} before, {found.after.loss:.3g} after.",
        "The targets were measured on the worlds that chose the values: measure again on others with",
        "`steerco lab balance`.",
        "",
        "| parameter | before | after |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{path}` | {_shown(found.before.values[path])} | {_shown(v)} |" for path, v in found.after.values.items()
    ]
    lines += ["", "| target | wanted | before | after |", "|---|---|---|---|"]
    for target in search.targets:
        one, other = found.before.found[target.id], found.after.found[target.id]
        lines.append(f"| {target.id} | {target.low:g} to {target.high:g} | {_shown(one)} | {_shown(other)} |")
    return "\n".join(lines) + "\n"


def _shown(value: Value | None) -> str:
    return "–" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)
