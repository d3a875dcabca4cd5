"""The window on a town: one register of estates, its table, pictures, tasks and budget."""
