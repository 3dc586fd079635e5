"""The city's engine: Faust workers that host the same handlers as the embedded host does."""
