"""Verbs of the command line: thin, and heavy libraries only where a verb needs them.

Standard output holds only the result; an error is a sentence on standard error and exit status 2.
"""

from chargeplan.cli.program import run

__all__ = ["run"]
