"""A lint over `sim/`: nothing whose bits depend on the machine, the library's version or the order of a hash.

A game is a seed and its commands, so everything that reaches state or log must give the same bits everywhere. Safe:
integers; float64 `+ - * /`, `sqrt`, floor, min, max and comparisons in a fixed order; `sim.exact`; `sim.draws`. What is
banned below was seen to change with CPU features, numpy's, Python's or the C library's version, hash seed or thread
count. Each ban names what to write instead.

A reduction over integers is exact. Where the lint cannot see that, say so at the end of the line and why:

    total = counts.sum()  # exact: counts are integers
"""

from __future__ import annotations

import ast
import io
import pathlib
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

SIM = pathlib.Path(__file__).resolve().parent.parent / "sim"
JIT_HOME = "kernel.py"  # the one module that calls numba's compiler

SAFE_MATH = frozenset(
    "ceil comb copysign e fabs factorial floor fmod frexp gcd inf isfinite isinf isnan isqrt lcm ldexp modf nan"
    " nextafter pi sqrt tau trunc ulp".split()
)
_EXACT = "use sim.exact (exp, log, normal_cdf, ...), built from + - * / and sqrt"
_LOOP = "write the loop, so that the order is fixed; over integers, end the line with `# exact: <why>`"
_LOOP_ONLY = "write the loop, so that the order is fixed"
_DRAW = "use a keyed draw of sim.draws"

NUMPY = {
    **dict.fromkeys(
        "arccos arccosh arcsin arcsinh arctan arctan2 arctanh cbrt cos cosh exp exp2 expm1 hypot log log10 log1p log2"
        " logaddexp logaddexp2 sin sinc sinh tan tanh acos acosh asin asinh atan atan2 atanh".split(),
        f"changes bits with CPU features and numpy's version: {_EXACT}",
    ),
    **dict.fromkeys("float_power pow power".split(), "goes through pow: write the products, x * x"),
    **dict.fromkeys(
        "convolve correlate dot einsum inner matmul tensordot vdot vecdot matvec vecmat".split(),
        f"depends on the BLAS and its threads: {_LOOP}",
    ),
    **dict.fromkeys("linalg fft polynomial polyfit polyval".split(), f"is not bit-exact across builds: {_LOOP_ONLY}"),
    **dict.fromkeys(
        "average corrcoef cov mean median nanmean nanmedian nanpercentile nanprod nanquantile nanstd nansum nanvar"
        " percentile prod quantile std sum trace trapezoid var".split(),
        f"adds in an order that changed between numpy's versions: {_LOOP}",
    ),
    **dict.fromkeys("argpartition partition".split(), 'orders ties by CPU: use argsort(kind="stable")'),
    "random": f"is promised for one build and machine only: {_DRAW}",
}
METHODS = frozenset("dot mean prod std sum trace var".split())  # of arrays
MODULES = {
    "cmath": f"goes through libm: {_EXACT}",
    "datetime": "reads the clock: the world's day is in its state",
    "numpy.random": f"is promised for one build and machine only: {_DRAW}",
    "random": f"is global and shifts with every call: {_DRAW}",
    "secrets": f"cannot be replayed: {_DRAW}",
    "statistics": f"is not for the kernel: {_LOOP_ONLY}",
    "time": "reads the clock: the world's day is in its state",
    "uuid": "cannot be replayed: count ids in the state",
}
COMPILERS = frozenset(f"numba.{name}" for name in "cfunc guvectorize jit njit stencil vectorize".split())
LISTINGS = frozenset("glob iterdir listdir rglob scandir walk".split())
TAKES_ANY_ORDER = frozenset("all any frozenset len max min set sorted".split())
KEEPS_ORDER = frozenset("array asarray enumerate filter fromiter iter join list map next tuple zip".split())
PRAGMA = re.compile(r"#\s*exact:\s*(.*)$")


@dataclass(frozen=True)
class Finding:
    """One banned construct: where, what, and what to write instead."""

    line: int
    rule: str
    message: str
    excusable: bool = False

    def __str__(self) -> str:
        return f"{self.line}: [{self.rule}] {self.message}"


class Linter(ast.NodeVisitor):
    """Collects findings from one module's syntax tree."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.findings: list[Finding] = []
        self._names: dict[str, str] = {}  # local name -> what it was imported as
        self._sets: list[set[str]] = [set()]  # per scope: names bound to sets
        self._kernels = 0  # how many kernel functions surround the node
        self._free: set[ast.AST] = set()  # generators and listings whose order does not matter

    def report(self, node: ast.AST, rule: str, message: str, *, excusable: bool = False) -> None:
        """Note a finding at `node`."""
        self.findings.append(Finding(getattr(node, "lineno", 1), rule, message, excusable))

    def name_of(self, node: ast.AST) -> str:
        """The dotted name of an expression, import aliases resolved; empty for anything else."""
        if isinstance(node, ast.Name):
            return self._names.get(node.id, node.id)
        if isinstance(node, ast.Attribute) and (base := self.name_of(node.value)):
            return f"{base}.{node.attr}"
        return ""

    # -- imports ------------------------------------------------------------------------------------------------------

    def _imported(self, node: ast.AST, module: str) -> None:
        for banned, why in MODULES.items():
            if module == banned or module.startswith(f"{banned}."):
                self.report(node, "module", f"{module} {why}")
                return

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._names[alias.asname or alias.name.partition(".")[0]] = (
                alias.name if alias.asname else alias.name.partition(".")[0]
            )
            self._imported(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._imported(node, node.module or "")
        for alias in node.names:
            self._names[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    # -- names --------------------------------------------------------------------------------------------------------

    def _named(self, node: ast.AST) -> None:
        name = self.name_of(node)
        package, _, rest = name.partition(".")
        first = rest.partition(".")[0]
        if package == "math" and rest and rest not in SAFE_MATH:
            self.report(node, "math", f"{name} changes bits with the C library: {_EXACT}")
        elif package == "numpy" and rest and rest == first and rest in NUMPY:
            excusable = _LOOP in NUMPY[rest]
            self.report(node, "numpy", f"np.{rest} {NUMPY[rest]}", excusable=excusable)
        elif name == "numba.prange" or name.endswith(".prange"):
            self.report(node, "prange", "prange splits reductions by thread: use range; worlds run in parallel instead")
        elif name in COMPILERS and self.module != JIT_HOME:
            self.report(node, "compiler", f"{name} bypasses the kernel's options: use sim.kernel.kernel")

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._named(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._named(node)
        self.generic_visit(node)

    # -- operators ----------------------------------------------------------------------------------------------------

    def _power(self, node: ast.AST, base: ast.AST | None, exponent: ast.AST) -> None:
        if isinstance(exponent, ast.UnaryOp) and isinstance(exponent.op, ast.USub):
            exponent, negative = exponent.operand, True
        else:
            negative = False
        if isinstance(base, ast.Constant) and isinstance(exponent, ast.Constant) and isinstance(exponent.value, int):
            if base.value == 2:  # a power of two is exact
                return
            if isinstance(base.value, int) and not negative:
                return
        self.report(node, "power", "** goes through pow: write x * x; of literals, only integers and powers of 2.0")

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if isinstance(node.op, ast.Pow):
            self._power(node, node.left, node.right)
        elif isinstance(node.op, ast.MatMult):
            self.report(node, "matmul", f"@ depends on the BLAS and its threads: {_LOOP_ONLY}")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.op, ast.Pow):
            self._power(node, None, node.value)
        elif isinstance(node.op, ast.MatMult):
            self.report(node, "matmul", f"@= depends on the BLAS and its threads: {_LOOP_ONLY}")
        self.generic_visit(node)

    # -- sets ---------------------------------------------------------------------------------------------------------

    def _is_set(self, node: ast.AST | None) -> bool:
        if isinstance(node, ast.Set | ast.SetComp):
            return True
        if isinstance(node, ast.Name):
            return any(node.id in scope for scope in self._sets)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr | ast.BitXor | ast.Sub):
            return self._is_set(node.left) or self._is_set(node.right)
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                of = node.func.attr in {"copy", "difference", "intersection", "symmetric_difference", "union"}
                return of and self._is_set(node.func.value)
            return self.name_of(node.func) in {"set", "frozenset"}
        return False

    def _iterated(self, node: ast.AST) -> None:
        if self._is_set(node):
            self.report(node, "set order", "a set's order changes with the hash seed: iterate over sorted(...)")

    def visit_For(self, node: ast.For) -> None:
        self._iterated(node.iter)
        self.generic_visit(node)

    def visit_Starred(self, node: ast.Starred) -> None:
        self._iterated(node.value)
        self.generic_visit(node)

    def _comprehension(self, node: ast.ListComp | ast.DictComp | ast.GeneratorExp) -> None:
        # Not for a set's comprehension: a set made from a set keeps no order.
        if node not in self._free:
            for generator in node.generators:
                self._iterated(generator.iter)
        self.generic_visit(node)

    visit_ListComp = visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815

    def _bound(self, target: ast.AST, value: ast.AST | None, annotation: ast.AST | None = None) -> None:
        if not isinstance(target, ast.Name):
            return
        if isinstance(annotation, ast.Subscript):
            annotation = annotation.value
        declared = annotation is not None and self.name_of(annotation).rpartition(".")[2].lower() in {
            "set",
            "frozenset",
            "abstractset",
        }
        if declared or self._is_set(value):
            self._sets[-1].add(target.id)
        else:
            self._sets[-1].discard(target.id)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            self._bound(target, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.generic_visit(node)
        self._bound(node.target, node.value, node.annotation)

    # -- functions and calls ------------------------------------------------------------------------------------------

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        decorators = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
        is_kernel = any(self.name_of(d).rpartition(".")[2] in {"kernel", "njit", "jit"} for d in decorators)
        self._sets.append(set())
        for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]:
            self._bound(ast.Name(argument.arg), None, argument.annotation)
        self._kernels += is_kernel
        self.generic_visit(node)
        self._kernels -= is_kernel
        self._sets.pop()

    def visit_Call(self, node: ast.Call) -> None:
        name = self.name_of(node.func)
        last = node.func.attr if isinstance(node.func, ast.Attribute) else name.rpartition(".")[2]
        for keyword in node.keywords:
            off = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
            if keyword.arg == "fastmath" and not off:
                self.report(node, "fastmath", "fastmath= lets LLVM reorder and fuse: leave it out")
            elif keyword.arg == "parallel" and not off:
                self.report(node, "parallel", "parallel= splits reductions by thread: worlds run in parallel instead")
        if name in TAKES_ANY_ORDER:
            self._free.update(node.args)
        if last in KEEPS_ORDER:
            for argument in node.args:
                self._iterated(argument)
        self._builtin(node, name)
        self._method(node, name, last)
        self.generic_visit(node)

    def _builtin(self, node: ast.Call, name: str) -> None:
        if name == "hash":
            self.report(node, "hash", "hash() changes with the hash seed: use hashlib.blake2b, or an id of the state")
        elif name == "id":
            self.report(node, "id", "id() is an address: use an id of the state")
        elif name == "pow":
            self.report(node, "power", "pow() changes bits with the C library: write the products, x * x")
        elif name == "round" and self._kernels and len(node.args) + len(node.keywords) > 1:
            self.report(node, "round", "round(x, n) differs with and without numba: use math.floor(x * k + 0.5)")
        elif name == "sum" and self._kernels:
            self.report(node, "sum", f"sum() differs with and without numba: {_LOOP_ONLY}")
        elif name == "sum" and not _counts(node):
            self.report(node, "sum", f"sum() of floats changed in Python 3.12: {_LOOP}", excusable=True)

    def _method(self, node: ast.Call, name: str, last: str) -> None:
        is_method = isinstance(node.func, ast.Attribute)
        if last == "argsort" and is_method | name.startswith("numpy."):
            kind = next((k.value for k in node.keywords if k.arg == "kind"), None)
            if not (isinstance(kind, ast.Constant) and kind.value in {"stable", "mergesort"}):  # numba knows mergesort
                self.report(node, "argsort", 'argsort orders ties by CPU: add kind="stable" ("mergesort" in a kernel)')
        elif is_method and last in METHODS and not name.startswith("numpy."):
            message = f".{last}() adds in an order that changed between numpy's versions: {_LOOP}"
            self.report(node, "reduction", message, excusable=True)
        elif last in LISTINGS and (is_method or name.startswith("os.")) and node not in self._free:
            self.report(node, "listing", f"{last}() follows the disk's order: wrap it in sorted(...)")


def _counts(call: ast.Call) -> bool:
    """Whether a builtin sum visibly adds integers: of literals, lengths or truths."""
    argument = call.args[0] if call.args else None
    element = argument.elt if isinstance(argument, ast.GeneratorExp | ast.ListComp) else None
    if isinstance(element, ast.Constant):
        return isinstance(element.value, int)
    if isinstance(element, ast.Call) and isinstance(element.func, ast.Name):
        return element.func.id in {"len", "int", "bool"}
    return isinstance(element, ast.Compare) or (isinstance(element, ast.UnaryOp) and isinstance(element.op, ast.Not))


def _excuses(source: str) -> Iterator[tuple[int, str]]:
    """Lines that end with `# exact: why`, and the reason."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and (match := PRAGMA.match(token.string)):
            yield token.start[0], match.group(1).strip()


def lint(source: str, module: str = "module.py") -> list[Finding]:
    """Findings of one module, in order of lines, after excuses."""
    linter = Linter(module)
    linter.visit(ast.parse(source))
    excuses = dict(_excuses(source))
    used = {f.line for f in linter.findings if f.excusable and excuses.get(f.line)}
    kept = [f for f in linter.findings if not (f.excusable and f.line in used)]
    pointless = "`# exact:` gives no reason, or there is nothing here that it can excuse"
    kept += [Finding(line, "excuse", pointless) for line in sorted(excuses.keys() - used)]
    return sorted(kept, key=lambda f: (f.line, f.rule))


@pytest.mark.parametrize("path", sorted(SIM.rglob("*.py")), ids=lambda p: p.relative_to(SIM).as_posix())
def test_sim_is_bit_exact(path):
    findings = lint(path.read_text(encoding="utf-8"), path.relative_to(SIM).as_posix())
    where = f"sim/{path.relative_to(SIM).as_posix()}"
    assert not findings, "\n" + "\n".join(f"{where}:{finding}" for finding in findings)


BAD = {
    # transcendental functions
    "math.exp(x)": "sim.exact",
    "math.pow(x, y)": "sim.exact",
    "math.fsum(xs)": "sim.exact",
    "from math import log\ny = log(x)": "sim.exact",
    "import math as m\ny = m.tanh(x)": "sim.exact",
    "f = math.exp": "sim.exact",
    "np.exp(x)": "sim.exact",
    "numpy.log1p(x)": "sim.exact",
    "from numpy import tanh as squash\ny = squash(x)": "sim.exact",
    "np.power(x, y)": "x * x",
    "import cmath": "sim.exact",
    # powers
    "x ** 2": "x * x",
    "2.0 ** x": "x * x",
    "10.0 ** -3": "x * x",
    "x **= 2": "x * x",
    "pow(x, y)": "x * x",
    # randomness and clocks
    "import random": "sim.draws",
    "from random import choice": "sim.draws",
    "np.random.default_rng(1)": "sim.draws",
    "from numpy.random import Generator": "sim.draws",
    "import secrets": "sim.draws",
    "import uuid": "count ids",
    "import time": "the world's day",
    "from datetime import date": "the world's day",
    # reductions
    "sum(xs)": "write the loop",
    "sum(x for x in xs)": "write the loop",
    "@kernel\ndef f(n):\n    return sum(1 for _ in range(n))": "write the loop",
    "np.sum(x)": "write the loop",
    "np.mean(x)": "write the loop",
    "x.sum()": "write the loop",
    "(x * y).mean(axis=0)": "write the loop",
    "np.dot(x, y)": "write the loop",
    "x.dot(y)": "write the loop",
    "np.linalg.norm(x)": "write the loop",
    "x @ y": "write the loop",
    "x @= y": "write the loop",
    "import statistics": "write the loop",
    # order
    "np.argsort(x)": 'kind="stable"',
    "x.argsort()": 'kind="stable"',
    'np.argsort(x, kind="quicksort")': 'kind="stable"',
    "np.argpartition(x, 3)": 'kind="stable"',
    "for x in {1, 2}: pass": "sorted(",
    "for x in set(xs): pass": "sorted(",
    "[x for x in {y for y in ys}]": "sorted(",
    "s = set(xs)\nfor x in s: pass": "sorted(",
    "s = frozenset(xs)\ndef f():\n    return [x for x in s]": "sorted(",
    "def f(s: set[int]):\n    return list(s)": "sorted(",
    "for x in set(xs) | ys: pass": "sorted(",
    "','.join({'a', 'b'})": "sorted(",
    "[*{1, 2}]": "sorted(",
    "hash(x)": "blake2b",
    "id(x)": "an id of the state",
    "for p in path.glob('*'): pass": "sorted(",
    "os.listdir('.')": "sorted(",
    # the compiler
    "kernel(fastmath=True)": "leave it out",
    "njit(parallel=True)": "worlds run in parallel",
    "for i in numba.prange(n): pass": "use range",
    "from numba import prange\nfor i in prange(n): pass": "use range",
    "from numba import njit\n@njit\ndef f(): pass": "sim.kernel.kernel",
    "@kernel\ndef f(x):\n    return round(x, 2)": "math.floor",
    # excuses
    "x = 1  # exact: nothing to excuse": "nothing here",
}

GOOD = [
    "math.sqrt(x) + math.floor(x) + math.inf",
    "np.sqrt(x) + np.floor(x)",
    "np.cumsum(x)",
    "2.0 ** -53",
    "2 ** 31",
    "10 ** 6",
    "x * x",
    "f(**options)",
    "sum(1 for x in xs if x > 0)",
    "sum(len(x) for x in xs)",
    "sum(x > 0 for x in xs)",
    "n = counts.sum()  # exact: counts are integers",
    "n = sum(weeks)  # exact: weeks are integers",
    'np.argsort(x, kind="stable")',
    'order = x.argsort(kind="mergesort")',
    "for x in sorted({1, 2}): pass",
    "sorted(f(x) for x in set(xs))",
    "any(x > 1 for x in {1, 2})",
    "{f(x) for x in set(xs)}",
    "s = set(xs)\ns = sorted(s)\nfor x in s: pass",
    "y = 1 in {1, 2}",
    "for p in sorted(path.glob('*')): pass",
    "kernel(fastmath=False, parallel=False)",
    "round(x)",
    "def f():\n    return round(x, 2)",
    "'@kernel: sum(), hash(), time'",
]


@pytest.mark.parametrize("snippet", BAD)
def test_the_lint_catches(snippet):
    prelude = "import math, numpy, numba, os\nimport numpy as np\n"
    findings = lint(prelude + snippet)
    assert len(findings) == 1, [str(finding) for finding in findings]
    assert BAD[snippet] in findings[0].message


@pytest.mark.parametrize("snippet", GOOD)
def test_the_lint_allows(snippet):
    assert lint("import math, numpy, numba, os\nimport numpy as np\n" + snippet) == []


def test_the_compiler_has_one_home():
    assert lint("from numba import njit\nf = njit(cache=True)", JIT_HOME) == []


def test_an_excuse_needs_a_reason():
    rules = [finding.rule for finding in lint("import numpy as np\nn = np.sum(x)  # exact:")]
    assert rules == ["excuse", "numpy"]


def test_numpy_random_is_reported_once_with_its_line():
    (finding,) = lint("import numpy as np\n\nrng = np.random.default_rng(1)")
    assert (finding.line, finding.rule) == (3, "numpy")
