"""Plans of a whole register worked out: one after another, in processes, or on many machines."""
