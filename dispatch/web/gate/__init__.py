"""The gate: who may come in, who is asking, and what every answer must obey."""
