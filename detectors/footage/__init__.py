"""Frames from files and cameras, and what can be said of a picture without a model. Knows no people and no cars."""
