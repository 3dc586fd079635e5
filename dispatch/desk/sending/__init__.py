"""Whom to send: ranks units, stores that decision, asks those the incident's plan wants, says so when there are none.

A unit is never asked while it is taken by another incident.
"""

from dispatch.desk.sending.asking import free_unit, free_units, is_on_duty
from dispatch.desk.sending.ranks import recommend
from dispatch.desk.sending.respond import ask_again, assign_named, redirect, respond, retry_waiting, use_freed
from dispatch.desk.sending.telling import tell_anew

__all__ = [
    "ask_again",
    "assign_named",
    "free_unit",
    "free_units",
    "is_on_duty",
    "recommend",
    "redirect",
    "respond",
    "retry_waiting",
    "tell_anew",
    "use_freed",
]
