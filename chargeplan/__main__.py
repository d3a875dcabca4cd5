"""Entry point of `chargeplan` and `python -m chargeplan`."""

from __future__ import annotations

import sys

from chargeplan.cli import run


def main() -> int:
    """Run the command line given to this process and return its exit status."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
