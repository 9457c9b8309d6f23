"""Coverage, bias and variance of the estimators, measured on this kernel: each module of `sections` a part of it.

python -m engine.evidence.measured --write [FILE]      minutes; writes `docs/evidence.md`
"""

from engine.evidence.measured.page import page
from engine.evidence.measured.section import Effort, Figure, Section, sections

__all__ = ["Effort", "Figure", "Section", "page", "sections"]
