"""The screens: the operator's console, the unit's page and the live stream behind both."""
