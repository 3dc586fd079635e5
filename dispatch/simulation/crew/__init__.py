"""Simulated crews: their habits, their ways, and what they say. Pure."""
