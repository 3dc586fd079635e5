"""Says what is wrong with a site's file: every mistake at once, with its line and what would be right."""
