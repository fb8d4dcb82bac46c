"""What every kind of target offers, and how what goes wrong there is told: in one line, without secrets."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Protocol

from sitegen.deploy.plan import Built, Plan
from sitegen.options import Watcher
from sitegen.problem import ENVIRONMENT, SiteError, error

_SECRET = re.compile(r"SECRET|TOKEN|PASSWORD|PASSPHRASE|CREDENTIAL|(ACCESS|ACCOUNT|API|PRIVATE)_KEY$")
_SHORTEST_SECRET = 8


class Place(Protocol):
    """A target that can be reached; each of these functions raises SiteError (status 3) where it cannot."""

    @property
    def address(self) -> str:
        """What it is called in messages."""

    def manifest(self) -> bytes | None:
        """Return the list of files that we left there, or None."""

    def standing(self, site: Built, paths: Sequence[str]) -> dict[str, bool]:
        """Return which of these paths of the site stand there, each with whether it is the same file."""

    def carry_out(self, plan: Plan, watcher: Watcher) -> None:
        """Send and remove what is planned, so that at any moment what is there works."""


def refused(address: str, reason: str, help: str = "") -> SiteError:
    """Return what to raise where a target cannot be reached, or will not do it."""
    lines = [line.strip() for line in reason.splitlines() if line.strip()] or ["no reason was given"]
    message = scrubbed(f"{address}: {lines[0].removesuffix('.')}")
    return SiteError(error("", 0, "deploy", message, help=help), ENVIRONMENT)


def scrubbed(text: str) -> str:
    """Return the text without passwords in addresses, and without what the environment holds as secrets."""
    text = re.sub(r"(https?://)[^/@\s]*@", r"\1", re.sub(r"(://)[^/@\s]*:[^@\s]*@", r"\1", text))
    secrets = {value for name, value in os.environ.items() if _SECRET.search(name) and len(value) >= _SHORTEST_SECRET}
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text
