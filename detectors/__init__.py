"""Frames in, loitering detections out: behaviour only, no identities."""
