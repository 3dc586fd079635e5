"""The one-box demo: a night staged from real pixels, units on real streets, and a run that checks itself."""
