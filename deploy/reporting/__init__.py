"""Commands that tell from what is kept: the month, the morning, how far off arrivals were."""
