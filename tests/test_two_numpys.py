"""A recording does not depend on numpy's version."""

import pathlib
import sys

from tests import two_numpys


def test_the_same_bytes_under_two_versions_of_numpy(require):
    second = require("second numpy")
    same, told = two_numpys.compare(pathlib.Path(sys.executable), pathlib.Path(second))
    assert same, told


def test_one_version_is_no_comparison(capsys):
    assert two_numpys.main([sys.executable, sys.executable]) == 2
    assert "nothing to compare" in capsys.readouterr().err
