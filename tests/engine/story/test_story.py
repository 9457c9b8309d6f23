"""What every story must say, and what none may: over all shipped companies, and where findings are changed by hand."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import jsonschema
import pytest

from engine.evidence import Finding
from engine.story import LENGTHS, blocks, lint, mark, render, story_json, story_text
from engine.story.blocks import References
from engine.story.lint import lint_length, unlabelled
from engine.story.material import adverse, still
from engine.story.page import LABEL, Slot, fill, flat, parts, run
from engine.story.passage import SECTIONS, say
from engine.story.schema import SCHEMA_FILE, schema, schema_text
from engine.story.tell import Story, tell_of
from tests.engine.story import told

EVERY = pytest.mark.parametrize("scenario", told.SCENARIOS)


def same(finding: Finding) -> Finding:
    return finding


def said(story: Story, section: str) -> str:
    passage = next(passage for passage in story.spoken if passage.section == section)
    return flat(passage.text).replace("\u00a0", " ")


@EVERY
def test_a_textbook_story_breaks_no_rule(scenario: str) -> None:
    assert lint(told.story(scenario)) == []


@EVERY
def test_a_textbook_story_is_strong_without_editing(scenario: str) -> None:
    marks = mark(told.story(scenario))
    assert marks.score >= 70, [(m.criterion, m.points, m.missing) for m in marks.marks]
    assert marks.band in {"strong", "exceptional"}


@EVERY
def test_lengths_hold(scenario: str) -> None:
    story = told.story(scenario)
    words = {length: sum(s.words for s in story.sentences(length)) for length in LENGTHS}
    assert words["headline"] <= 75
    assert 300 <= words["spoken"] <= 400
    assert words["page"] <= 900
    assert tuple(p.section for p in story.spoken) == SECTIONS


@EVERY
def test_every_paragraph_list_and_table_carries_the_label(scenario: str) -> None:
    story = told.story(scenario)
    for length in LENGTHS:
        assert unlabelled(render(blocks(story, length))) == []
        assert max(len(line) for line in story_text(story, length).splitlines()) <= 80


@EVERY
def test_every_digit_comes_from_a_slot_and_every_cited_number_from_a_finding(scenario: str) -> None:
    story = told.story(scenario)
    for length in LENGTHS:
        for part in parts(blocks(story, length)):
            if isinstance(part, str):
                assert not re.search(r"\d", part)
            elif part.source in {"finding", "ref", "id"}:
                assert story.finding(part.finding) is not None


@EVERY
def test_the_data_keep_to_the_published_schema(scenario: str) -> None:
    for length in LENGTHS:
        document = json.loads(json.dumps(story_json(told.story(scenario), length), allow_nan=False))
        jsonschema.validate(document, schema())
        assert all(finding["label"] == "simulated practice" for finding in document["findings"])


def test_the_published_schema_is_the_one_in_its_file() -> None:
    from engine.data import data_folder

    assert (data_folder("assets") / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text()
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_same_studies_give_the_same_story() -> None:
    one = told.told("tuesday-board")
    assert story_text(tell_of(one)) == story_text(tell_of(replace(one)))


# --- selection --------------------------------------------------------------------------------------------------------
def test_in_the_placebo_no_benefit_is_claimed_and_costs_and_nulls_are_told() -> None:
    story = told.story("lucky-quarter")
    assert story.told.placebo
    everything = story_text(story)
    assert "I claim no benefit" in " ".join(everything.split())
    assert "better" not in said(story, "reflection")
    cited = [story.finding(name) for name in story.cited("spoken")]
    assert any(f and (f.kind == "cost" or f.metric == "gov.hours") for f in cited)
    assert any(f and (adverse(f) or still(f)) for f in cited)
    assert story.chosen.nulls


def test_a_causal_story_of_the_placebo_fails_the_lint() -> None:
    given = told.told("lucky-quarter")
    effect = told.known_then("flow.lead", -9.0, (-12.0, -6.0))
    honest = told.changed(given, same, effect)
    assert lint(honest) == []
    assert "came from" not in story_text(honest)
    text = fill("Lead time fell because of me: {n}.", n=Slot("−9.0", "finding", effect.id))
    (first, *rest) = honest.spoken
    causal = replace(honest, spoken=(replace(first, sentences=(*first.sentences, say(text))), *rest))
    assert any("where nothing binds" in wrong for wrong in lint(causal))
    assert mark(causal).score < mark(honest).score


def test_a_cause_is_claimed_only_where_it_was_known_then_clear_and_not_denied() -> None:
    given = told.told("seven-roadmaps")
    others = lambda f: None if f.known_then and f.kind == "effect" else f  # noqa: E731
    claimed = told.changed(given, others, told.known_then("flow.lead", -9.0, (-12.0, -6.0), for_="wip-limits"))
    assert "I estimate that −9.0 working days (−12.0 to −6.0) came from the wip limits" in said(claimed, "result")
    assert lint(claimed) == []
    unclear = told.changed(given, others, told.known_then("flow.lead", -9.0, (-20.0, 2.0)))
    assert "I claim nothing from that" in said(unclear, "result")
    denied = told.changed(given, others, told.known_then("flow.lead", 9.0, (6.0, 12.0)))
    assert "came from" not in said(denied, "result")
    none = told.changed(given, others)
    assert "I had no comparison of my own then" in said(none, "result")


def test_a_word_of_cause_without_its_interval_fails_the_lint() -> None:
    given = told.told("seven-roadmaps")
    effect = told.known_then("flow.lead", -9.0, (-12.0, -6.0))
    story = told.changed(given, same, effect)
    text = fill("That is {n} thanks to my changes.", n=Slot("−9.0", "finding", effect.id))
    found = list(lint_length(replace(story, headline=(*story.headline, say(text, "limit"))), "headline"))
    assert any("without its interval" in wrong for wrong in found)
    twin = story.told.twin("flow.lead")
    assert twin is not None
    text = fill("That is {n} thanks to my changes.", n=Slot("−18.9", "finding", twin.id))
    found = list(lint_length(replace(story, headline=(*story.headline, say(text, "limit"))), "headline"))
    assert any("without an effect that was known then" in wrong for wrong in found)


def test_a_number_that_its_finding_does_not_have_fails_the_lint() -> None:
    story = told.story("tuesday-board")
    change = story.told.change(story.primary)
    assert change is not None
    text = fill("It is {n} now.", n=Slot("123456", "finding", change.id))
    assert any("is no number of" in w for w in lint(replace(story, headline=(*story.headline, say(text)))))
    text = fill("It is {n} now.", n=Slot("12", "finding", "f-0000000000"))
    assert any("of no finding" in w for w in lint(replace(story, headline=(*story.headline, say(text)))))
    foreign = replace(say(fill("Now {n}.", n=run(9))), text=("Now 9.",))
    assert any("a digit that no finding has" in w for w in lint(replace(story, headline=(*story.headline, foreign))))
    assert any("no limit" in w for w in lint(replace(story, headline=story.headline[:2])))
    assert any("first two sentences" in w for w in lint(replace(story, headline=story.headline[::-1])))
    backwards = replace(story, spoken=story.spoken[::-1])
    assert any("out of order" in wrong for wrong in lint(backwards))


def test_a_flattering_unregistered_finding_does_not_displace_the_headline() -> None:
    given = told.told("seven-roadmaps")
    change = given.change("dec.latency")
    assert change is not None
    flattering = replace(change, value=-99.0, interval=(-99.5, -98.5), name="Decision latency, at its best")
    before, after = tell_of(given), told.changed(given, lambda f: flattering if f.id == change.id else f)
    assert (before.primary, after.primary) == ("flow.lead", "flow.lead")
    assert [s.text for s in before.headline] == [s.text for s in after.headline]
    registered = told.told("five-dashboards")
    (prediction,) = tell_of(registered).chosen.predictions
    assert tell_of(registered).primary == prediction.metric
    assert "I had predicted" in said(tell_of(registered), "result")


def test_where_nulls_exist_one_is_shown() -> None:
    given = told.told("seven-roadmaps")

    def harmless(finding: Finding) -> Finding | None:
        return None if adverse(finding) else finding

    story = told.changed(given, harmless)
    assert not story.chosen.harms
    assert story.chosen.nulls
    assert story.chosen.negative is not None
    assert story.chosen.negative.id in story.cited("spoken")
    assert "did not measurably move" in said(story, "cost")


def test_the_worst_harm_is_told_and_all_are_listed() -> None:
    story = told.story("governance-theatre")
    worst = story.chosen.harms[0]
    assert worst.id in story.cited("spoken")
    listed = render(blocks(story, "page"))
    for finding in (*story.chosen.harms, *story.chosen.nulls):
        assert finding.id in listed
    assert f"{len(story.chosen.nulls)} nulls, {len(story.chosen.harms)} harms listed" in " ".join(listed.split())


def test_the_receipt_counts_what_it_says() -> None:
    story = told.story("tuesday-board")
    refs = References(story)
    for sentence in story.sentences("spoken"):
        refs.sentence(sentence)
    shown, every = re.match(r"([\d,]+) of ([\d,]+) shown", flat(story.receipt("spoken"))).groups()  # type: ignore[union-attr]
    assert int(shown) == len(refs.order) == len(story.cited("spoken"))
    assert int(every) == len(story.findings)


def test_without_other_worlds_it_says_so() -> None:
    story = told.story("tuesday-board", worlds=0)
    assert lint(story) == []
    assert "Not measured" in render(blocks(story, "page"))
    assert "other worlds" not in said(story, "reflection")
    assert "how much of this was luck is not known" in render(blocks(story, "page"))


@pytest.mark.parametrize("weeks", [27, 30, 40])
def test_a_game_that_was_cut_short_claims_little(weeks: int) -> None:
    story = told.story("tuesday-board", weeks=weeks, worlds=0)
    assert [w for w in lint(story) if "words, not" not in w] == []
    assert LABEL in " ".join(story_text(story, "headline").split())


@pytest.mark.parametrize("plan", ["none", "trap", "random"])
def test_other_plans_break_no_rule_either(plan: str) -> None:
    story = told.story("tuesday-board", plan)
    assert lint(story) == []
    if plan == "none":
        assert "I gave no command at all" in said(story, "action")
        assert "I claim no benefit" in " ".join(flat(s.text) for s in story.headline)


def test_the_number_of_threads_changes_nothing() -> None:
    from engine.evidence.case import Case
    from engine.evidence.study import studies
    from engine.story import tell

    told_by = []
    for threads in (1, 2):
        case = Case(told.recording("tuesday-board"), told.WORLDS, threads)
        made = {name: studies()[name].make(case) for name in ("twin", "enacted", "elsewhere", "series", "harms")}
        told_by.append(json.dumps(story_json(tell(case, made))))
    assert told_by[0] == told_by[1]
