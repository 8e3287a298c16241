"""The tables of the directory."""

from marketplace.directory.models.profiles import Profile, ShownMember, Verification
from marketplace.directory.models.reviews import Dealing, Review

__all__ = ["Dealing", "Profile", "Review", "ShownMember", "Verification"]
