"""The browser that the verification page is tried in: found, or installed where that is ours to do."""

import os
import shutil
import subprocess
from collections.abc import Mapping

from local import bootstrap

SETTING = "ADRIEL_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REMEDY = (
    "there is no Chromium, and the tests of the verification page will fail without one: on Debian and Ubuntu, "
    f"apt install chromium; elsewhere install it and name the program in {SETTING}"
)


def find(environment: Mapping[str, str]) -> str | None:
    """Return the program that the setting names, or that is on the PATH."""
    named = environment.get(SETTING)
    places = [named] if named else [shutil.which(name, path=environment.get("PATH")) for name in NAMES]
    return next((place for place in places if place and os.access(place, os.X_OK)), None)


def ensure(environment: Mapping[str, str], *, root: bool) -> None:
    """Install Debian's Chromium where there is none and this process may; say what to do where it may not.

    :param root: whether this process may install packages.
    """
    if find(environment):
        return
    apt = shutil.which("apt-get", path=environment.get("PATH"))
    if apt and root and not environment.get(SETTING):
        bootstrap.say("installing Debian's chromium, in which the verification page is tried (once)")
        _install(apt, environment)
    if not find(environment):
        bootstrap.say(REMEDY)


def _install(apt: str, environment: Mapping[str, str]) -> None:
    """Ask for the packages; whether that succeeded is seen by the program being there."""
    silent = {**environment, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run([apt, "-q", *words], env=silent, stdout=subprocess.DEVNULL, check=False)
