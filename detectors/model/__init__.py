"""The detection model, what it looks at, what it finds, and which boxes are one thing. Knows no behaviour."""
