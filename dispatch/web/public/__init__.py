"""What people without an account may do: tell of something, and see what became of it."""
