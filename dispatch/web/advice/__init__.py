"""What the screens advise and nobody is booked by: who of other districts could help, who had best wait elsewhere."""
