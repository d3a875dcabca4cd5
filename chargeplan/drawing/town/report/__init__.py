"""The report of a town: pages of A4, laid out once and drawn for a file or for a printer."""
