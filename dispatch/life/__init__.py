"""The lives that the dispatcher follows: an incident's, a unit's part in it, and what they measure."""
