"""The shared language and the road that messages travel."""
