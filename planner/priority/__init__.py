"""Which scenarios first: fixed-range scores, how far their order can be trusted, quadrants, other methods."""
