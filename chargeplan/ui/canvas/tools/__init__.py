"""One gesture a file; here is which tool goes by which id."""
