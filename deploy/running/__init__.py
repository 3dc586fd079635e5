"""Runs a site: its processes, what they are wired to, and the one process tree of the one-box."""
