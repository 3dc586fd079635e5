"""The parts of the board: incidents, units and cameras as screens show them."""
