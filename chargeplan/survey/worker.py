"""What a process of the pool does: one plan after another, until nobody sends any more."""

from __future__ import annotations

import signal
from multiprocessing.connection import Connection

from chargeplan.survey.plans import WantedPlan, Work, WorkedOut


def serve(connection: Connection[WorkedOut | None, WantedPlan | None], limit_m: float, work: Work) -> None:
    """Work out the plans that come over a connection; None, or its end, ends it.

    The first thing sent is None, once everything is loaded; then an answer for each plan, in order.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it ends it
    import chargeplan.analysis
    import chargeplan.town.plan_figures  # noqa: F401 - loaded once, before the first plan
    from chargeplan.geometry.filling import fill_in_threads

    fill_in_threads(1)
    try:
        connection.send(None)
        while (wanted := connection.recv()) is not None:
            connection.send(work(wanted, limit_m))
    except (EOFError, OSError):  # who started it is gone
        return
