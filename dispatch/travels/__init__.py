"""What units' own recorded travels say about the expected arrivals: how wrong they were, and which speeds are."""

from dispatch.travels.error import EtaError, eta_errors
from dispatch.travels.factors import Factor, factors
from dispatch.travels.legs import Travel, Travels

__all__ = ["EtaError", "Factor", "Travel", "Travels", "eta_errors", "factors"]
