"""Other cameras that are configured in a camera."""

from collections.abc import Iterator
from ipaddress import IPv4Address

from ...model.address import Address
from ...model.values import Page


def linked_cameras(params: Page) -> Iterator[Address]:
    """Yield the addresses of linked cameras; addresses outside private networks are ignored."""
    for number in range(2, 10):
        try:
            host = IPv4Address(params.get(f"dev{number}_host", ""))
            address = Address.parse(str(host), int(params.get(f"dev{number}_port", "")))
        except ValueError:
            continue
        if _is_lan_host(host):
            yield address


def _is_lan_host(host: IPv4Address) -> bool:
    """Return whether another camera can have this address: not loopback and not link-local."""
    nowhere = host.is_unspecified or host.is_loopback or host.is_link_local or host.is_multicast or host.is_reserved
    return host.is_private and not nowhere
