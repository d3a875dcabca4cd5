"""What leaves the program on paper: plan sheet and notice, seen before they are written or printed."""
