"""What may be looked at: the board, a unit's card, the roster, figures and reviews, ways on the map."""
