"""TOML from anywhere: bounded in size, time and memory, and every failure is one line."""

import subprocess
import sys
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError, one_line
from engine.toml import MAX_BYTES, read_toml


def test_reads_what_plans_and_scenarios_hold(tmp_path):
    text = 'title = "x"\r\n[a.b]\nc = {value = 1.5, range = [0, 2]}\n'
    text += '[[d]]\ne = """two\nlines"""\n' + "[[d]]\ne = '''\"a.b.c\"'''\n"
    path = tmp_path / "x.toml"
    path.write_bytes(text.encode())
    for document in (read_toml(text), read_toml(path)):
        assert document["a"]["b"]["c"] == {"value": 1.5, "range": [0, 2]}
        assert [entry["e"] for entry in document["d"]] == ["two\nlines", '"a.b.c"']


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("a = 1\nb = = 2\n", "line 2, column 5", "Invalid value"),
        ('a = "open\n', "line 1, column 10", "character"),
        ("a = 1\na = 2\n", "line 2, column 6", "overwrite"),
        ("a = [1,\n", "line 2, column 1", "at the end"),
        ("\ufeffa = 1\n", "line 1, column 1", "byte order mark"),
        ("a = 9223372036854775808\n", "a", "64 bits"),
        ("x = [[1, [99999999999999999999]]]\n", "x.0.1.0", "64 bits"),
        ("a = 2025-02-30\n", "line 1", "date"),
        (f"a = {'9' * 5000}\n", "line 1, column 5", "200 characters"),
        (f"{'k' * 300} = 1\n", "line 1, column 1", "200 characters"),
        (f'"{"k" * 300}" = 1\n', "line 1", "200 characters"),
        (f'"{"k" * 150}"."{"k" * 150}" = 1\n', "line 1", "200 characters"),
        (f'["{"k" * 150}"."{"k" * 150}"]\n', "line 1", "200 characters"),
        ("\n  a.a.a.a.a.a.a.a.a.a = 1\n", "line 2", "9 parts"),
        ("a . a . a.'a'.a.a.a.a.\"a\".a = 1\n", "line 1", "9 parts"),
        ("x = {a.a.a.a.a.a.a.a.a.a = 1}\n", "line 1", "9 parts"),
        ("[a.a.a.a.a.a.a.a.a.a]\n", "line 1", "9 parts"),
        ("x = " + "[" * 17 + "]" * 17, "line 1, column 21", "16 deep"),
        ("x = " + "{a=" * 17 + "1" + "}" * 17, "line 1", "16 deep"),
    ],
)
def test_says_where_and_what(text, where, what):
    with pytest.raises(InputError) as caught:
        read_toml(text, "plan.toml")
    message = str(caught.value)
    assert message.startswith("plan.toml")
    assert where in message
    assert what in message
    assert "\n" not in message


def test_long_values_are_no_keys():
    long = "." * 5000
    assert read_toml(f'a = "{long}"\nb = [ "{long}" ]\nc = {{ d = "{long}" }}  # {long}\n')["a"] == long


def test_files(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_toml(tmp_path / "none.toml")
    with pytest.raises(InputError, match="not a regular file"):
        read_toml(tmp_path)
    with pytest.raises(InputError, match=r"no such file|usable"):
        read_toml(tmp_path / "a\0b.toml")
    path = tmp_path / "x.toml"
    path.write_bytes(b"a = 1\nb = '\xff'\n")
    with pytest.raises(InputError, match="line 2, column 6: not UTF-8"):
        read_toml(path)
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(InputError, match="256 KiB"):
        read_toml(path)
    with pytest.raises(InputError, match="256 KiB"):
        read_toml("#" * (MAX_BYTES + 1))
    path.write_bytes(b"#" * MAX_BYTES)
    assert read_toml(path) == {}


HOSTILE = [
    "a." * 20_000 + "a = 1",
    "[" + "a." * 20_000 + "a]",
    "x = {" + "a." * 20_000 + "a = 1}",
    '"a".' * 20_000 + "a = 1",
    "a . " * 20_000 + "a = 1",
    "x = " + "[" * 100_000,
    "x = " + "{a=" * 60_000,
    "x = " + "9" * 250_000,
    'x = "' + "\\n" * 120_000 + '"',
    'x = """' + "\\" * 250_000,
    "x = '''" + "'" * 250_000,
    '"' * 250_000,
    "".join(f"[a{n}]\n" for n in range(20_000)),
    "".join(f"a.b.c.d.e.f.g.h{n} = 1\n" for n in range(12_000)),
    "[[a]]\n" * 40_000,
    "x = [" + "1," * 120_000 + "]",
    "x = {" + ",".join(f"k{n}=1" for n in range(25_000)) + "}",
    "\n" * 250_000,
]


def test_hostile_texts_are_bounded_in_time_and_memory():
    pytest.importorskip("resource", reason="needs POSIX limits")
    program = textwrap.dedent(
        """
        import resource, sys, time
        from engine.errors import InputError
        from engine.toml import read_toml
        from tests.engine.test_toml import HOSTILE
        resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))
        for n, text in enumerate(HOSTILE):
            begin = time.process_time()
            try:
                read_toml(text)
            except InputError:
                pass
            print(n, round(time.process_time() - begin, 2))
            assert time.process_time() - begin < 3.0, n
        """
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@given(st.text(alphabet=st.sampled_from(list("ab1.=\"'[]{},#\n \\-")), max_size=60) | st.text(max_size=60))
def test_any_text_parses_or_is_refused_in_one_line(text):
    said = "t"
    try:
        assert isinstance(read_toml(text, "t"), dict)
    except InputError as error:
        said = str(error)
    assert said.startswith("t")
    assert said.isprintable()


def test_one_line():
    assert one_line("a\n b\x1b[31m\tc") == "a b [31m c"
    assert len(one_line("x" * 10_000)) == 400
