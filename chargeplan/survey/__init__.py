"""The plans of many estates analysed: one after another, by several processes or by several machines."""
