"""Compiling the kernels ahead of the first filling: slow once per version, then a second per start."""

from __future__ import annotations

from chargeplan.model.layout import LayoutProblem
from chargeplan.model.modules import StallModule
from chargeplan.model.scheme import EdgeRole


def warm() -> int:
    """Fill a small lot, so that everything is compiled or loaded; return its stalls."""
    from chargeplan.geometry.packing.packing import packed

    module = StallModule(0.6, 2.0, 3.2, 1.5, 2.6)
    ring = ((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0))
    return len(packed(LayoutProblem(ring, module, edges=(EdgeRole.OPEN,) * 4)).stalls)


if __name__ == "__main__":
    warm()
