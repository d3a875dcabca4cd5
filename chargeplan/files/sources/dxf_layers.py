"""What the layers of a drawing seem to hold, and why."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from chargeplan.files.sources.dxf_blocks import DrawnLayer
from chargeplan.files.sources.dxf_drawing import DxfDrawing
from chargeplan.files.sources.dxf_laying import NO_LINES, Laid, LayerLines
from chargeplan.files.sources.values import Note, Role, SourceLayer
from chargeplan.geometry.joining import holding_ring
from chargeplan.i18n import N_
from chargeplan.reference.layer_roles import LayerRoles

_LEAST_LABELLED = 0.3
"""Where so many of a layer's outlines have the label of a building in them, they are buildings."""


def source_layers(
    drawing: DxfDrawing, here: Laid, lines: Mapping[int, LayerLines], roles: LayerRoles
) -> tuple[SourceLayer, ...]:
    """Return the layers of a drawing that hold anything or stand in its table, in its order."""
    shapes = drawing.shapes
    count = len(drawing.layers)
    faint = np.bincount(shapes.layers, minlength=count)
    points = np.bincount(shapes.point_layers, minlength=count)
    symbols = np.bincount([symbol.layer for symbol in drawing.symbols] or [0], minlength=count)
    if not drawing.symbols:
        symbols[:] = 0
    texts = np.bincount([text.layer for text in shapes.texts] or [0], minlength=count)
    if not shapes.texts:
        texts[:] = 0
    found = []
    for number, layer in enumerate(drawing.layers):
        held = lines.get(number, NO_LINES)
        role, why = _guess(layer, roles)
        labelled = _labelled(drawing, here, held, roles) if why is None else 0
        if labelled:
            text = N_("outlines with the number or the storeys of a building in them: {count}")
            role, why = Role.BUILDING, Note("labelled", text, {"count": labelled})
        others = int(faint[number]) - len(held.members)
        found.append(
            SourceLayer(
                layer.name, role, why, len(held.rings), len(held.chains) + others,
                int(points[number] + symbols[number]), int(texts[number]),
            )
        )  # fmt: skip
    return tuple(found)


def _guess(layer: DrawnLayer, roles: LayerRoles) -> tuple[Role, Note | None]:
    if layer.hidden:
        text = N_("it is switched off or frozen in the drawing")
        return Role.NOTHING, Note("layer_hidden", text)
    guess = roles.guess(layer.name)
    known = {role.value for role in Role}
    if guess is None or guess.role not in known:
        return Role.UNDERLAY, None
    if guess.own:
        return Role(guess.role), Note("own_layer", N_("it is a layer of a drawing made by this program"))
    text = N_("its name has “{part}” in it")
    return Role(guess.role), Note("layer_name", text, {"part": guess.part})


def _labelled(drawing: DxfDrawing, here: Laid, held: LayerLines, roles: LayerRoles) -> int:
    """Return how many outlines have labels of buildings in them, 0 where those are too few to say so."""
    if not len(held.rings) or not drawing.shapes.texts:
        return 0
    labels = [roles.label(text.words) for text in drawing.shapes.texts]
    told = np.array([bool(label.name or label.storeys) for label in labels])
    rings = holding_ring(held.rings, here.texts[told, 0])
    labelled = len(set(rings[rings >= 0].tolist()))
    return labelled if labelled >= _LEAST_LABELLED * len(held.rings) else 0
