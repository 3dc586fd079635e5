"""Who is at which parked car, for how long, why, and what to say of it. Pure: tracks and times in, events out."""
