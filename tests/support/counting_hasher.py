"""A hasher that counts its runs: what an answer's time is made of."""

from typing import ClassVar

from marketplace.common.hashing import QuickArgon2


class CountingArgon2(QuickArgon2):
    """Counts each time a password is hashed, to keep it or to compare it."""

    algorithm = "argon2-counting"
    runs: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.runs.append("encode")
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        self.runs.append("verify")
        return super().verify(password, encoded)
