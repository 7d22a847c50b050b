"""One module a command: its result as the contract's JSON says it, and the function that computes it."""
