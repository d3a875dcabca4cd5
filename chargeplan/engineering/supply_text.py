"""How breakers, cables and the supply point are written on drawings and in schedules."""

from __future__ import annotations

from chargeplan.engineering.supply_sizing import family_of
from chargeplan.engineering.supply_values import Breaker, Cable, Supply
from chargeplan.i18n import N_, tr
from chargeplan.reference.electrical_tables import ElectricalTables
from chargeplan.units import round_half_up, to_decimal


def breaker_text(breaker: Breaker, tables: ElectricalTables) -> str:
    """Return type, poles, curve with rating and breaking capacity, such as `MCB-63/2P-C16-6kA`."""
    rated = f"{breaker.curve}{breaker.rated_a:g}" if breaker.curve != "M" else f"{breaker.rated_a:g}A"
    code = family_of(breaker, tables).code
    return f"{code}/{breaker.poles}P-{rated}-{breaker.breaking_ka:g}kA"


def residual_text(breaker: Breaker, language: str | None = None) -> str:
    """Return rated residual current, type and delay, such as `30 mA type A`; empty without one."""
    if breaker.rcd_ma is None:
        return ""
    current = f"{breaker.rcd_ma:g}"
    if breaker.rcd_delayed:
        return tr("{current} mA type {letter}, delayed", language, current=current, letter=breaker.rcd_type)
    return tr("{current} mA type {letter}", language, current=current, letter=breaker.rcd_type)


def spare_text(supply: Supply, source: str, language: str | None = None) -> str:
    """Return what the supply point named `source` has to spare, and that the utility has to confirm it."""
    if supply.spare_kw is None:
        unknown = N_("Spare capacity of {source}: unknown; the utility's letter on it is to be attached.")
        return tr(unknown, language, source=source)
    spare = round_half_up(to_decimal(supply.spare_kw) + to_decimal(supply.demand.p_kw), 2)
    return tr(
        "Spare capacity of {source}: {spare} kW, {left} kW after this demand; the utility's letter on it is"
        " to be attached.",
        language,
        source=source,
        spare=spare,
        left=round_half_up(supply.spare_kw, 2),
    )


def cable_text(cable: Cable, tables: ElectricalTables) -> str:
    """Return model, section, conduit and laying code, such as `YJV-5×10-PE50-FC`."""
    laying = tables.laying(cable.laying_id)
    conduit = f"{laying.conduit}{cable.conduit_mm}" if laying.conduit and cable.conduit_mm else ""
    return "-".join(filter(None, (cable.model, conduit, laying.code)))
