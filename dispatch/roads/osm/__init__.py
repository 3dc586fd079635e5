"""OpenStreetMap's own language: who may use which way, gate and turn by its tags, and the edges that follow."""
