"""The window: Qt's only home."""

import gc

# Loading makes tens of thousands of objects that stay, and a plan and its analysis are trees that free
# themselves. Looking through all of them for circles, as often as Python does by itself, takes a tenth of the
# time to the first paint, and later single frames of 50 ms.
gc.set_threshold(50_000, 20, 100)
