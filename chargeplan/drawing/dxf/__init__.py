"""Drawings as DXF, in metres: a sheet as it is printed, and the plan for who goes on drawing in CAD."""

from chargeplan.drawing.dxf.plan import plan_dxf
from chargeplan.drawing.dxf.sheet import sheet_dxf

__all__ = ["plan_dxf", "sheet_dxf"]
