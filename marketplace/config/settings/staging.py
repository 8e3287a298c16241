"""As production, for people of ours."""

from marketplace.config.settings.production import *  # noqa: F403
