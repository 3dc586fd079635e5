"""Several incidents at once: who goes where, so that the gravest is not late, then the others."""
