"""Earthing, metering and protection, and every figure that the design of the supply rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chargeplan.engineering.supply_text import spare_text
from chargeplan.files.workbook.pages import Column, Page
from chargeplan.files.workbook.wiring import Wiring
from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.toml_tables import Figure

TITLE = N_("Earthing and protection")


def columns(language: str) -> list[Column]:
    """Return the columns of the sheet."""
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Subject", language), 44),
        Column(tr("Figure", language), 62),
        Column(tr("Source", language), 50),
        Column(tr("Standing", language), 14, "center"),
    ]


@dataclass(frozen=True)
class _Said:
    subject: str
    text: str
    source: str
    verified: bool


def write_earthing(page: Page, wiring: Wiring) -> None:
    """Write how it is earthed, metered and protected, and every figure that the design rests on."""
    language = page.language
    note = tr("What is marked as unverified is to be checked by an electrical engineer.", language)
    page.open(tr(TITLE, language), note)
    parts = (
        (N_("Earthing"), list(_earthing(wiring, language))),
        (N_("Metering, boxes and devices"), list(_devices(wiring, language))),
        (N_("Figures of the design"), [_figure(entry, language) for entry in wiring.supply.assumptions]),
    )
    number = 0
    for title, lines in parts:
        page.heading(tr(title, language))
        for line in lines:
            number += 1
            standing = N_("verified") if line.verified else N_("to be verified")
            page.cells([number, line.subject, line.text, line.source, tr(standing, language)])
    page.close()


def _earthing(wiring: Wiring, language: str) -> Iterator[_Said]:
    earthing = wiring.tables.earthing

    def said(subject: str, text: str) -> _Said:
        return _Said(subject, text, earthing.source, earthing.verified)

    yield said(tr("Earthing system", language), earthing.system)
    electrodes = tr(
        "{count} electrodes {electrode} at each box, {spacing} m apart",
        language,
        count=earthing.electrodes,
        electrode=pick(earthing.electrode, language),
        spacing=f"{earthing.electrode_spacing_m:g}",
    )
    yield said(tr("Earth electrodes", language), electrodes)
    yield said(tr("Earth bar", language), pick(earthing.bar, language))
    yield said(tr("Repeated earth", language), f"≤ {earthing.repeated_ohm:g} Ω")
    yield said(tr("Common earth", language), f"≤ {earthing.common_ohm:g} Ω")
    conductor = tr(
        "with every cable, section in the cable schedule; neutral never thinner than phase", language
    )
    yield said(tr("Protective conductor", language), conductor)


def _devices(wiring: Wiring, language: str) -> Iterator[_Said]:
    tables = wiring.tables
    box, metering = tables.box, tables.metering
    size = "×".join(map(str, box.size_mm))
    if wiring.supply.main is not None:
        confirmed = spare_text(wiring.supply, wiring.start_name(wiring.supply.main, language), language)
        asked = tr("asked for by the utility", language)
        yield _Said(tr("Spare capacity", language), confirmed, asked, False)
    yield _Said(tr("Metering", language), pick(metering.title, language), metering.source, metering.verified)
    text = f"{pick(box.title, language)}; {box.ip}; {size} mm"
    yield _Said(tr("Distribution box", language), text, box.source, box.verified)
    places = {
        "main": N_("Main box"),
        "box": N_("Each distribution box"),
        "charging": N_("Each charging circuit"),
    }
    for device in tables.devices:
        text = f"{pick(device.title, language)} ({device.code})"
        yield _Said(tr(places[device.place], language), text, device.source, device.verified)


def _figure(entry: Figure, language: str) -> _Said:
    value = f"{entry.value:g} {entry.unit}".strip()
    return _Said(pick(entry.title, language), value, entry.source, entry.verified)
