"""Launch gates: what results must show before people rely on a model, and how many cases decide it."""
