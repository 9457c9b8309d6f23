"""The tables: columns as the dictionary has them, numbers as the metrics define them, versions in every file."""

from __future__ import annotations

import json
import pathlib
import re

import duckdb
import pytest

from engine.bridges.parquet import read_metadata
from engine.catalogue import load_scenario
from engine.lab.campaign import run_tables
from engine.lab.dictionary import PAGE, page
from engine.lab.pool import Hands
from engine.lab.tables import reported_column, schema, true_column
from engine.lab.work import hash_of
from engine.session import Session, header_of
from sim.kernel import sources_digest
from sim.metrics import metrics
from sim.rules import RULES_VERSION
from tests.engine.lab.studies import SCENARIO, study

ROOT = pathlib.Path(__file__).resolve().parents[3]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SEEDS = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    made = tmp_path_factory.mktemp("tables")
    run_tables(study(SEEDS, None), made / "x.parquet", Hands())
    return made


def rows(folder: pathlib.Path, query: str) -> list[tuple]:
    with duckdb.connect() as database:
        database.execute(f"SET file_search_path = '{folder}'")
        return database.execute(query).fetchall()


@pytest.mark.parametrize("name", ["weekly", "runs", "commands", "cards"])
def test_columns_are_those_of_the_dictionary(folder, name):
    file = "x.parquet" if name == "weekly" else f"x.{name}.parquet"
    described = [(column[0], column[1]) for column in rows(folder, f"DESCRIBE FROM '{file}'")]
    known = schema(load_scenario(SCENARIO))[name]
    assert described == [(column.name, column.type) for column in known]
    told = json.loads(read_metadata(folder / file)["steerco_dictionary"])
    assert [entry["name"] for entry in told] == [column.name for column in known]
    for column in known:
        assert column.meaning
        assert column.layer in {"key", "true", "reported", "asked", "provenance"}


def test_the_page_is_the_dictionary():
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m engine.lab.dictionary --write"


def test_every_run_and_week_has_its_row_in_the_order_of_plans_and_seeds(folder):
    found = rows(folder, "SELECT run, plan, seed, week, tenure_week, phase FROM 'x.parquet'")
    weeks = load_scenario(SCENARIO).weeks
    wanted = [
        (arm * SEEDS + seed, plan, seed + 1, week, week - weeks.history)
        for arm, plan in enumerate(("textbook", "none", "random"))
        for seed in range(SEEDS)
        for week in range(1, weeks.total + 1)
    ]
    assert [row[:5] for row in found] == wanted
    assert {row[5] for row in found if row[4] <= 0} == {"history"}
    assert {row[5] for row in found if 1 <= row[4] <= weeks.tenure} == {"tenure"}


def test_values_are_the_metrics_of_each_week(folder):
    session = Session(load_scenario(SCENARIO), 3).run()
    columns = ", ".join(f'"{true_column(name)}"' for name in metrics())
    found = rows(folder, f"SELECT week, {columns} FROM 'x.parquet' WHERE plan = 'none' AND seed = 3")
    assert len(found) == session.weeks
    nothing = 0
    for week, *values in found:
        for metric, value in zip(metrics().values(), values, strict=True):
            window = slice(week - 1, week)
            wanted = metric.value(session.counts[window], session.totals[window])
            nothing += wanted is None
            assert value == (None if wanted is None else pytest.approx(wanted, rel=1e-12))
    assert nothing > 0  # NULL, never zero


def test_denominators_weigh_to_the_metric_of_the_window(folder):
    scenario = load_scenario(SCENARIO)
    query = "SELECT sum(flow_lead * flow_lead_n) / sum(flow_lead_n) FROM 'x.parquet' WHERE phase = 'tenure'"
    ((found,),) = rows(folder, f"{query} AND plan = 'none' AND seed = 2")
    session = Session(scenario, 2).run()
    window = slice(scenario.weeks.history, scenario.weeks.history + scenario.weeks.tenure)
    assert found == pytest.approx(metrics()["flow.lead"].value(session.counts[window], session.totals[window]))


def test_what_is_reported_stands_apart_from_what_is_true(folder):
    scenario = load_scenario(SCENARIO)
    lead = next(source for source in scenario.sources if source.metric == "flow.lead")
    ((true, told),) = rows(folder, f"SELECT avg(flow_lead), avg({reported_column(lead.id)}) FROM 'x.parquet'")
    assert true != told
    assert 0.3 < told / true < 3.0


def test_versions_are_in_rows_and_in_files(folder):
    header = header_of(load_scenario(SCENARIO), 1)
    found = rows(folder, "SELECT DISTINCT rules, kernel, scenario_hash, scenario FROM 'x.runs.parquet'")
    assert found == [(RULES_VERSION, sources_digest(), header.scenario_hash, SCENARIO)]
    assert hash_of(header.scenario) == header.scenario_hash
    for file in folder.glob("*.parquet"):
        told = read_metadata(file)
        assert told["steerco_rules"] == str(RULES_VERSION)
        assert told["steerco_kernel"] == sources_digest()
        assert json.loads(told["steerco_study"])["arms"] == ["textbook", "none", "random"]


def test_runs_add_up_to_commands_and_cards(folder):
    runs = rows(folder, "SELECT run, commands, accepted, refusals FROM 'x.runs.parquet' ORDER BY run")
    commands = rows(
        folder,
        "SELECT r.run, count(c.run), count(c.accepted_week), coalesce(sum(c.refusals), 0) "
        "FROM 'x.runs.parquet' r LEFT JOIN 'x.commands.parquet' c USING (run) GROUP BY r.run ORDER BY r.run",
    )
    assert runs == commands
    assert {row[1] for row in runs[SEEDS : 2 * SEEDS]} == {0}
    played = rows(
        folder,
        "SELECT r.run, any_value(r.cards) = count(c.run) FROM 'x.runs.parquet' r LEFT JOIN 'x.cards.parquet' c "
        "ON r.run = c.run AND c.dealt_week BETWEEN 1 AND 26 GROUP BY r.run",
    )
    assert all(same for _, same in played)
    (plan_seeds,) = zip(*rows(folder, "SELECT plan_seed FROM 'x.runs.parquet' ORDER BY run"), strict=True)
    assert list(plan_seeds) == [None] * 2 * SEEDS + list(range(1, SEEDS + 1))


def test_the_queries_of_the_page_run_and_say_something(folder, monkeypatch):
    queries = [
        body
        for language, body in FENCE.findall((ROOT / "docs" / "lab.md").read_text(encoding="utf-8"))
        if language == "sql"
    ]
    assert len(queries) == 2
    for query in queries:
        found = rows(folder, query)
        assert found
        assert all(value is not None for value in found[0])
