"""Who may do what on a camera."""

from dataclasses import dataclass
from enum import IntEnum


class AccountRole(IntEnum):
    """How much an account may do; each level includes those below."""

    NOBODY = 0
    VISITOR = 1
    OPERATOR = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Account:
    """A name, its password and what it may do."""

    name: str
    password: str
    role: AccountRole = AccountRole.ADMIN


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks, and how that was told: "basic", "digest" or "query"."""

    account: Account
    scheme: str
