"""Where a webhook may lead: to the open internet, or where the operator has said."""

import dataclasses
import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Bilingual

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LONGEST = 2_000
_LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")
_DENIED = tuple(
    ipaddress.ip_network(one)
    for one in (
        "100.64.0.0/10",  # shared by the customers of a carrier, and a cloud's metadata
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "168.63.129.16/32",  # Azure's host, public by its number
        "64:ff9b::/96",  # IPv4 behind IPv6
        "64:ff9b:1::/48",
        "2001::/23",
        "2002::/16",
        "fec0::/10",
    )
)
"""Beyond what the standard library calls private, loopback, link-local, multicast or reserved."""
_NOT_GLOBAL = Bilingual(
    en="leads into an internal network; ACCORD_WEBHOOK_ALLOW lets single targets in",
    zh="指向内部网络；如确需访问，可用 ACCORD_WEBHOOK_ALLOW 放行",
)


@dataclasses.dataclass(frozen=True)
class Allowed:
    """What the operator allows: internal networks, hosts wherever they are, and ports."""

    networks: tuple[Network, ...] = ()
    hosts: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset({80, 443})


def allowed_from(environ: Mapping[str, str]) -> Allowed:
    """Read ACCORD_WEBHOOK_ALLOW and ACCORD_WEBHOOK_PORTS. Raises BadInputError."""
    networks, hosts = list[Network](), set[str]()
    for one in _parts(environ.get("ACCORD_WEBHOOK_ALLOW", "")):
        try:
            networks.append(ipaddress.ip_network(one))
        except ValueError:
            if "/" in one or not _NAME.fullmatch(one.lower()) or one[-1].isdigit():
                raise BadInputError(
                    f"ACCORD_WEBHOOK_ALLOW: “{shown(one)}” is neither a network such as "
                    "10.1.0.0/16 nor a host's name",
                    f"ACCORD_WEBHOOK_ALLOW：「{shown(one)}」既不是 10.1.0.0/16 这样的网段，"
                    "也不是主机名",
                ) from None
            hosts.add(one.lower())
    named = _parts(environ.get("ACCORD_WEBHOOK_PORTS", "")) or ["80", "443"]
    return Allowed(tuple(networks), frozenset(hosts), frozenset(_port(one) for one in named))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535:
        return int(text)
    raise BadInputError(
        f"ACCORD_WEBHOOK_PORTS: “{shown(text)}” is not a port from 1 to 65535",
        f"ACCORD_WEBHOOK_PORTS：「{shown(text)}」不是 1 到 65535 的端口",
    )


def url_problem(url: str, allowed: Allowed) -> Bilingual | None:
    """Say what is wrong with an address before anybody is asked where it leads."""
    place = _split(url)
    if place is None or place.scheme not in ("http", "https") or not place.hostname:
        return Bilingual(
            en="must be an address such as https://example.com/hook",
            zh="应为 https://example.com/hook 这样的地址",
        )
    if place.username is not None or place.password is not None or place.fragment:
        return Bilingual(
            en="must hold no user, password or fragment", zh="不得包含用户名、密码或片段标识"
        )
    port = place.port or (443 if place.scheme == "https" else 80)
    if port not in allowed.ports:
        ports = ", ".join(map(str, sorted(allowed.ports)))
        return Bilingual(
            en=f"port {port} is not open to webhooks; those are {ports} (ACCORD_WEBHOOK_PORTS)",
            zh=f"端口 {port} 不对 webhook 开放；可用端口为 {ports}（ACCORD_WEBHOOK_PORTS）",
        )
    return _host_problem(place.hostname, allowed)


def _split(url: str) -> SplitResult | None:
    if len(url) > LONGEST or not url.isascii() or not url.isprintable():
        return None
    if set(url) & set(' \\<>"{}|^`'):  # what two readers of an address could read in two ways
        return None
    try:
        place = urlsplit(url)
        _ = place.port
    except ValueError:
        return None
    return place


def _host_problem(host: str, allowed: Allowed) -> Bilingual | None:
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        # Ends in a number: an IPv4 address written so that some readers take it for a name.
        if not _NAME.fullmatch(host) or re.search(r"(^|\.)(\d+|0x[0-9a-f]*)$", host):
            return Bilingual(en="names no host", zh="主机名无效")
        return None
    return None if may_connect(host, ip, allowed) else _NOT_GLOBAL


def may_connect(host: str, ip: Ip, allowed: Allowed) -> bool:
    """Say whether a connection to `ip`, which `host` stands for, may be opened."""
    if host.lower() in allowed.hosts:
        return True
    plain = _plain(ip)
    if any(plain in network for network in allowed.networks):
        return True
    if any(plain in network for network in _DENIED):
        return False
    return plain.is_global and not (
        plain.is_private
        or plain.is_loopback
        or plain.is_link_local
        or plain.is_multicast
        or plain.is_reserved
        or plain.is_unspecified
    )


def _plain(ip: Ip) -> Ip:
    """Return the IPv4 address that an IPv6 one only wraps."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return ip.ipv4_mapped
        if not int(ip) >> 32:  # ::a.b.c.d, long out of use
            return ipaddress.IPv4Address(int(ip))
    return ip
