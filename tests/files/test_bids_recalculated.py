"""Bids as another program saves them: LibreOffice works everything out, and what it stores is read.

Without LibreOffice these tests say so and are skipped.
"""

from __future__ import annotations

import subprocess
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from test_bid_comparison import COMPARED
from test_bids import ASKED, BILL, RATE, SLAB, returned
from test_workbook_recalculated import SOFFICE, assert_recalculated

from chargeplan.costing.tender import compare_bids
from chargeplan.files.bid_comparison import comparison_bytes
from chargeplan.files.bids import read_bid

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(
        SOFFICE is None, reason="LibreOffice (soffice) is not installed: bids are not worked out by it here"
    ),
]


def saved_by_another_program(data: bytes, folder: Path) -> Path:
    """Return the file as LibreOffice saves it, with a profile of its own in `folder`."""
    source = folder / "bid.xlsx"
    source.write_bytes(data)
    assert SOFFICE is not None
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
         "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / "out" / "bid.xlsx"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_bid_that_was_worked_out_tells_the_totals_that_follow_from_its_rates(
    language: str, tmp_path: Path
) -> None:
    """No fault in a bid that only fills in rates; the slab at 200.00 of 135.00 is unbalanced and no more."""
    made = returned(language, "1")
    made.at(SLAB.code, RATE).value = 200
    bid = read_bid(saved_by_another_program(made.saved(), tmp_path), ASKED)
    assert [(fault.kind, fault.code) for fault in bid.faults] == [("unbalanced", SLAB.code)]
    right = compare_bids(BILL, [bid]).recomputed_total_cny(0)
    assert bid.told["lines"] == right
    assert bid.told["before_tax"] > right
    assert bid.told["with_tax"] == bid.told["before_tax"] + bid.told["tax_sum"]
    tax = (bid.told["before_tax"] * Decimal("0.09")).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert abs(bid.told["tax_sum"] - tax) <= Decimal("0.01") * len(BILL.units)


def test_every_formula_of_a_comparison_is_worked_out_to_its_stored_value(tmp_path: Path) -> None:
    """Deviations, means and totals, all made wrong before LibreOffice opens the file."""
    data = comparison_bytes(COMPARED, "x", language="zh_CN")
    count = assert_recalculated({"comparison": data}, tmp_path)["comparison"]
    assert count > 3 * len(BILL.lines) / 2
