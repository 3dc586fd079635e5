"""The shared language: every message that travels between the rooms, and nothing that does anything."""
