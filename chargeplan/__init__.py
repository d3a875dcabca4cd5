"""Safe e-bike parking and charging for old residential estates."""

__version__ = "0.1.0"
