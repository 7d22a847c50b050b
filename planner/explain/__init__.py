"""Where a figure comes from: from any number of any answer back to files, lines, sources and dates."""
