"""The example alliance: fictional schools and people, so that there is something to look at.

`alliance.toml` says what there is, in the words of those who would have written it, with days
counted from the day of loading.
"""

from .loading import PASSWORD, load
from .visitors import ROLES, Account, accounts, summary

__all__ = ["PASSWORD", "ROLES", "Account", "accounts", "load", "summary"]
