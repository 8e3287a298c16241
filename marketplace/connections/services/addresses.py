"""Where webhooks may go: to what the public internet reaches, and to nothing that only we do.

A name is resolved once, every address that it has is looked at, and the connection goes to the one that was looked at:
whoever changes the name in between changes nothing (DNS rebinding).
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"https": 443, "http": 80}
LONGEST = 500
NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of RFC 6052, at whose end an IPv4 address stands."""


class Refused(Exception):
    """Nothing is sent there.

    :param why: a code: ``form``, ``name`` (it has no address) or ``private``.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes.

    :ivar ip: to which address. :ivar host: the name, of which the certificate must be.
    :ivar authority: the header Host.
    """

    scheme: str
    ip: str
    port: int
    host: str
    authority: str
    path: str

    @property
    def url(self) -> str:
        """The address with the resolved one in the name's place."""
        at = f"[{self.ip}]" if ":" in self.ip else self.ip
        return f"{self.scheme}://{at}:{self.port}{self.path}"


def parsed(url: str) -> SplitResult:
    """Return the parts of an address to which something could be sent; nothing is resolved.

    :raises Refused: it is none.
    """
    schemes = {"https", "http"} if settings.WEBHOOKS_TO_PRIVATE else {"https"}
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise Refused("form")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("form") from None
    if parts.scheme not in schemes or not parts.hostname or port == 0 or parts.fragment or "@" in parts.netloc:
        raise Refused("form")
    return parts


def resolve(url: str) -> Target:
    """Return where a request to an address goes.

    :raises Refused: it may not go there.
    """
    parts = parsed(url)
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("name") from None
    ips = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not ips or not (settings.WEBHOOKS_TO_PRIVATE or all(map(is_public, ips))):
        raise Refused("private")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, str(ips[0]), port, host, parts.netloc, path)


def is_public(ip: Address) -> bool:
    """Return whether an address is one that the public internet reaches, and so is the one that it may wrap."""
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in NAT64:
            wrapped.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(each is not None and not is_public(each) for each in wrapped):
            return False
        if ip.is_site_local or (ip.ipv4_mapped is not None):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
