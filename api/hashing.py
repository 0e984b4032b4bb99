"""Passwords as argon2id hashes: made and checked in threads, a few at a time."""

import asyncio
import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.passwords import normal

_AT_ONCE = 2
"""Each takes 64 MiB and a core."""


def digest(secret: str) -> str:
    """Return what is kept of a secret that was drawn at random, and needs no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class Passwords:
    """Hashes passwords, and takes as long for an account that nobody has."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._nobodys: str | None = None

    async def hashed(self, password: str) -> str:
        """Return the hash of a password, with its parameters and salt."""
        return await self._apart(password)

    async def fits(self, password: str, kept: str | None) -> bool:
        """Say whether the password fits the hash; None is checked as if there were one."""
        if self._nobodys is None:
            self._nobodys = await self._apart(secrets.token_urlsafe(16))
        async with self._turns:
            found = await asyncio.to_thread(self._verify, kept or self._nobodys, password)
        return found and kept is not None

    def outdated(self, kept: str) -> bool:
        """Say whether it was hashed with weaker parameters than are usual now."""
        return self._hasher.check_needs_rehash(kept)

    async def _apart(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, normal(password))

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, normal(password))
        except (VerificationError, InvalidHashError):
            return False
