"""The first story: what it must always say, and what it can never say."""

from __future__ import annotations

import itertools
import json
import re

import pytest

from engine.evidence import EvidenceError, Window
from engine.story import About, Deed, Story, story_json, story_text, tell
from engine.story.page import LABEL, Slot, columns, parts
from tests.engine.evidence import made
from tests.engine.story import told

NAMES = list(told.every())
EVERY = pytest.mark.parametrize("story", list(told.every().values()), ids=NAMES)


def section(story: Story, heading: str) -> str:
    text = story_text(story)
    return " ".join(text.split(f"## {heading}\n")[1].split("\n## ")[0].split())


@EVERY
def test_no_line_is_wider_than_80_columns(story: Story) -> None:
    assert max(columns(line) for line in story_text(story).splitlines()) <= 80
    assert max(columns(line) for line in story_text(story, 60).splitlines()) <= 60


@EVERY
def test_every_paragraph_list_and_table_carries_the_label(story: Story) -> None:
    for block in story_text(story).split("\n\n"):
        if not block.startswith(("#", "|")):
            assert LABEL in " ".join(block.split()), block
    blocks = story_text(story).split("\n\n")
    for table, caption in itertools.pairwise(blocks):
        if table.startswith("|"):
            assert LABEL in " ".join(caption.split())


@EVERY
def test_every_digit_comes_from_a_slot(story: Story) -> None:
    written = [part for part in parts(story.blocks) if isinstance(part, str)]
    assert not [part for part in written if re.search(r"\d", part)]
    slots = [part for part in parts(story.blocks) if isinstance(part, Slot)]
    numbers = {number for slot in slots for number in re.findall(r"\d+", slot.text)}
    assert set(re.findall(r"\d+", story_text(story))) <= numbers


@EVERY
def test_every_cited_number_is_a_finding_of_the_story(story: Story) -> None:
    ids = {finding.id for finding in story.findings}
    assert len(ids) == len(story.findings)
    assert {part.finding for part in parts(story.blocks) if isinstance(part, Slot) and part.finding} <= ids
    assert all(part.finding for part in parts(story.blocks) if isinstance(part, Slot) and part.source == "finding")
    assert set(story.told) <= ids


@EVERY
def test_what_got_worse_is_always_told(story: Story) -> None:
    said = section(story, "What got worse").replace(LABEL, "").strip()
    kinds = {finding.kind for finding in story.findings}
    if {"harm", "null"} & kinds:
        assert story.told
        assert any(story.finding(id_).kind in {"harm", "null"} for id_ in story.told if story.finding(id_))  # type: ignore[union-attr]
    assert re.search(r"got worse|No metric|Not known|adverse", said)


@EVERY
def test_the_findings_are_plain_data(story: Story) -> None:
    document = json.loads(json.dumps(story_json(story), allow_nan=False))
    assert document["label"] == "simulated practice"
    for finding in document["findings"]:
        assert {"id", "kind", "metric", "value", "unit", "interval", "method", "seeds", "windows", "evidence"} <= set(
            finding
        )
        assert finding["label"] == "simulated practice"
        assert finding["citation"].endswith("|simulated practice]")
    for entry in document["too_few"]:
        assert entry["reason"]


@EVERY
def test_no_story_tells_anybody_what_they_should_have_done(story: Story) -> None:
    assert not re.search(r"\b(should|must|caused by|led to|because)\b", story_text(story))


def test_the_same_inputs_give_the_same_bytes() -> None:
    one, other = tell(told.inputs(panel=told.panel(told.BETTER))), tell(told.inputs(panel=told.panel(told.BETTER)))
    assert story_text(one) == story_text(other)
    assert json.dumps(story_json(one)) == json.dumps(story_json(other))


def test_the_mechanism_is_visible() -> None:
    said = section(told.every()["one world"], "What carried it")
    assert "Decision latency 12.0 → 4.0 working days; twin 12.0." in said
    assert "Carried by DecisionMade 132 (twin 120), its minutes waited 253,440 (twin 691,200) @" in said
    assert "DecisionBounced, bounced for want of an owner: 12.0 → 3.00 per week (twin 12.0)" in said
    assert "How much each of them caused is not claimed." in said


def test_the_table_has_before_after_twin_and_effect() -> None:
    text = story_text(told.every()["one world"])
    assert re.search(r"\| Decision latency, d +\| +12\.0 \| +4\.0 \| +12\.0 \| +−8\.0 \| +better \| +\[\d+\] \|", text)
    assert re.search(r"\| Affected customer-hours, +\| +10 \| +30 \| +10 \| +\+20 \| +worse \|", text)
    assert "No value, which is not zero: " in text


def test_a_harm_in_this_world_is_named_with_its_size() -> None:
    story = told.every()["one world"]
    harm = next(finding for finding in story.findings if finding.kind == "harm")
    assert (harm.metric, harm.value) == ("rel.harm", 20.0)
    assert harm.id in story.told
    assert "Affected customer-hours got worse: +20 customer-h/wk against the twin's 10" in section(
        story, "What got worse"
    )


def test_where_nothing_got_worse_what_did_not_move_is_told() -> None:
    story = told.every()["nothing worse"]
    kinds = [finding.kind for finding in story.findings]
    assert "harm" not in kinds
    assert kinds.count("null") == 1
    assert "No metric that may be cited is worse than in the twin." in section(story, "What got worse")


def test_over_other_worlds_the_largest_adverse_mean_is_told_clear_or_not() -> None:
    story = told.every()["with a panel"]
    said = section(story, "What got worse")
    assert re.search(r"Across 16 other worlds the largest adverse mean is Affected customer-hours: \+\d+", said)
    assert "the interval leaves out zero" in said


def test_other_worlds_have_their_table_and_leave_out_the_played_one() -> None:
    story = told.every()["with a panel"]
    expected = [finding for finding in story.findings if finding.method == "paired t" and finding.kind == "effect"]
    assert expected
    for finding in expected:
        assert finding.scope == "across worlds"
        assert 7 not in finding.seeds
        assert finding.interval is not None
    assert "The played seed is not among them." in section(story, "Across other worlds")
    moved = tell(told.inputs(panel=told.panel(told.BETTER), primary="dec.latency"))
    said = section(moved, "Headline")
    assert "the difference is −8.0 working days, better. That is exact for this one world." in said
    assert re.search(
        r"Across 16 other worlds the plan moves it by −8\.\d+ working days on average \(−8\.\d+ to −8\.\d+\): "
        r"clearly better\.",
        said,
    )


def test_without_other_worlds_it_says_that_luck_is_not_known() -> None:
    story = told.every()["one world"]
    assert "Not measured." in section(story, "Across other worlds")
    assert "how much of this was luck is not known" in section(story, "Limits")


def test_too_few_worlds_make_no_finding() -> None:
    story = told.every()["few worlds"]
    assert not [finding for finding in story.findings if finding.method == "paired t"]
    assert "too few worlds to be cited" in {entry["reason"] for entry in story.too_few}


def test_commands_are_told_with_their_week_and_what_became_of_them() -> None:
    said = section(told.every()["one world"], "What was done")
    assert "3 given, 1 accepted, 1 refused, 1 dropped" in said
    assert "Tenure week 1: launch decision-rights, sponsor ines. For decision-rights; accepted, log frame #53." in said
    assert "refused: no sponsor is free" in said
    assert "dropped after weeks of refusals: too soon" in said


def test_without_a_command_nothing_is_claimed() -> None:
    story = told.every()["no command"]
    assert "No command was given." in section(story, "What was done")
    assert all(finding.value == 0 for finding in story.findings if finding.kind == "effect")
    assert "the commands changed nothing here" in section(story, "Headline")


def test_a_game_governed_from_its_first_week_has_no_baseline() -> None:
    story = told.every()["no history"]
    assert not [finding for finding in story.findings if finding.kind in {"baseline", "change"}]
    assert "before the first command there is too little to compare it with" in section(story, "Headline")
    assert "no week in the window" in section(story, "Before, after, and the same world without the commands")
    assert "The baseline is too short to be cited." in section(story, "Limits")


def test_where_nothing_happened_nothing_is_claimed() -> None:
    story = told.every()["cut short"]
    assert "No metric has enough events" in section(story, "Headline")
    assert "Not known." in section(story, "What got worse")
    assert story.primary is None


def test_the_headline_is_fixed_beforehand_and_not_the_largest_number() -> None:
    assert tell(told.inputs()).primary == "flow.lead"
    assert tell(told.inputs(primary="dec.latency")).primary == "dec.latency"
    assert tell(told.inputs(primary="rel.recover")).primary == "flow.lead"  # too few: the first that can be told
    assert "named before the first command" in section(tell(told.inputs(primary="dec.latency")), "Headline")
    with pytest.raises(EvidenceError, match="no metric is called"):
        tell(told.inputs(primary="flow.joy"))


def test_windows_are_told_as_world_and_tenure_weeks() -> None:
    text = " ".join(story_text(told.every()["one world"]).split())
    assert "Before is world weeks 15–26 (tenure weeks −11 to 0)" in text
    assert "after and twin are world weeks 93–104 (tenure weeks 67 to 78)" in text


def test_a_twin_of_another_world_is_refused() -> None:
    with pytest.raises(EvidenceError, match="not the world's twin"):
        tell(told.inputs(twin=made.steady(130, (Window(5, 5), told.WORSE))))


HOSTILE = "\x1b]0;owned\x07\x1b[2J<b>*Bold*</b> \u202eevil\u2066 [x](javascript:1) | `rm` # http://a.b\r\n\x00\x9b31m"


def test_hostile_titles_symptoms_plans_and_reasons_come_out_inert() -> None:
    about = About("seven-roadmaps", 1, HOSTILE, HOSTILE * 3, 26, 78, 26, 10)
    deeds = (Deed(27, HOSTILE, HOSTILE, HOSTILE, "refused", HOSTILE, frame=1), *told.DEEDS)
    story = tell(told.inputs(about=about, deeds=deeds, plan=HOSTILE))
    for text in (story_text(story), json.dumps(story_json(story), ensure_ascii=False)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f]", text)
        assert "<b>" not in text
        assert "](javascript" not in text
        assert "://" not in text
    lines = story_text(story).splitlines()
    assert max(columns(line) for line in lines) <= 80
    assert [line for line in lines if line.startswith("#")][1:3] == ["## Headline", "## Situation"]
