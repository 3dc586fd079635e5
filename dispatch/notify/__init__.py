"""Brings notices to people outside the console: follows the log, posts to webhooks, records what became of each."""
