"""How the staged night is made: cut out of real frames, put into the yard by the story, darkened."""
