"""Reading the files of others beside the window: in a process that may be ended, or may die, at any time."""
