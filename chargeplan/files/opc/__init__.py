"""Workbooks of others changed in place: a few bytes of a few parts, and everything else as it was."""
