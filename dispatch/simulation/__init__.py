"""Nights that are simulated on the product's own desk: people, streets and thefts from a seed, figures by policy."""
