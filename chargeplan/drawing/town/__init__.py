"""Charts of a town's estates and the pages of its report, by matplotlib without a window."""
