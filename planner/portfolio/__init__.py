"""One option per scenario under one budget: the exact choice, what more money would buy, and the phases."""
