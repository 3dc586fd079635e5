"""Detections, positions and commands in; incidents and assignments out, and the screens that show them."""
