"""What is kept of every night, and what is told from it: the archive, the month, the morning review, suggestions."""
