"""Response plans: by kind and level of an incident, how many units of what sort are sent, and under which rules."""

from dispatch.plans.book import PlanBook
from dispatch.plans.config import NeedConfig, PlanConfig
from dispatch.plans.guides import GUIDES, GuideStep

__all__ = ["GUIDES", "GuideStep", "NeedConfig", "PlanBook", "PlanConfig"]
