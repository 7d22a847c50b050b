"""Tables that people bring: outcomes, later evaluations, usage and bad cases."""
