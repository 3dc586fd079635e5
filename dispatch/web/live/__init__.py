"""What is live: the log followed into the board, the board kept for all screens, the stream to each."""
