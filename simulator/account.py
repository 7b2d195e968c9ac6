"""Accounts of a simulated camera."""

from dataclasses import dataclass
from enum import IntEnum


class AccountRole(IntEnum):
    """Rights of an account; each role includes the lower ones."""

    NONE = 0
    VISITOR = 1
    OPERATOR = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Account:
    """User name, password and role."""

    name: str
    password: str
    role: AccountRole = AccountRole.ADMIN


@dataclass(frozen=True, slots=True)
class Login:
    """The account of a request, and how it was sent: "basic", "digest" or "query"."""

    account: Account
    scheme: str
