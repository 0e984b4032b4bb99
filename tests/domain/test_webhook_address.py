import ipaddress

import pytest

from domain.errors import BadInputError
from domain.webhook_address import Allowed, allowed_from, may_connect, url_problem

INTERNAL = (
    "127.0.0.1",
    "127.9.9.9",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "198.18.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
)
OPEN = ("93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8")


NOTHING = Allowed()


def connects(ip: str, allowed: Allowed = NOTHING, host: str = "hook.example") -> bool:
    return may_connect(host, ipaddress.ip_address(ip), allowed)


@pytest.mark.parametrize("ip", INTERNAL)
def test_no_internal_address_is_connected_to(ip: str) -> None:
    assert not connects(ip)
    written = f"[{ip}]" if ":" in ip else ip
    assert url_problem(f"https://{written}/hook", Allowed())


@pytest.mark.parametrize("ip", OPEN)
def test_what_is_on_the_open_internet_is(ip: str) -> None:
    assert connects(ip)


def test_the_operator_lets_single_targets_in() -> None:
    allowed = allowed_from({"ACCORD_WEBHOOK_ALLOW": "10.1.0.0/16, ci.corp.example,fd00:1::/32"})
    assert connects("10.1.2.3", allowed)
    assert connects("::ffff:10.1.2.3", allowed)
    assert not connects("10.2.2.3", allowed)
    assert connects("fd00:1::1", allowed)
    assert connects("10.2.2.3", allowed, host="CI.corp.example")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://hook.example/",
        "file:///etc/passwd",
        "gopher://hook.example:80/",
        "https:///x",
        "hook.example",
        "",
        "https://user@hook.example/",
        "https://user:secret@hook.example/",
        "https://hook.example@127.0.0.1/",
        "https://hook.example\\@127.0.0.1/",
        "https://hook.example/#x",
        "https://hook.example:22/",
        "https://hook.example:99999/",
        "https://hook.example:x/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://[::1",
        "https://[fe80::1%25eth0]/",
        "https://ho st.example/",
        "https://hook.example/\r\nHost: x",
        "https://ｈook.example/",
        "https://-x-.example/",
        "https://hook.example/" + "x" * 3000,
    ],
)
def test_an_address_with_two_readings_or_another_door_is_refused(url: str) -> None:
    problem = url_problem(url, Allowed())
    assert problem
    assert "secret" not in problem.en + problem.zh


@pytest.mark.parametrize(
    "url",
    [
        "https://hook.example/a?b=c",
        "http://hook.example",
        "https://a.b-c.example:443/%20",
        "https://93.184.216.34/",
    ],
)
def test_plain_addresses_are_taken(url: str) -> None:
    assert url_problem(url, Allowed()) is None


def test_other_ports_are_a_setting() -> None:
    assert url_problem("https://hook.example:8443/", Allowed())
    allowed = allowed_from({"ACCORD_WEBHOOK_PORTS": "443,8443"})
    assert url_problem("https://hook.example:8443/", allowed) is None
    assert url_problem("http://hook.example/", allowed)


@pytest.mark.parametrize(
    "environ",
    [
        {"ACCORD_WEBHOOK_ALLOW": "10.0.0.1/8"},
        {"ACCORD_WEBHOOK_ALLOW": "300.1.1.1"},
        {"ACCORD_WEBHOOK_ALLOW": "http://x"},
        {"ACCORD_WEBHOOK_PORTS": "0"},
        {"ACCORD_WEBHOOK_PORTS": "443,https"},
        {"ACCORD_WEBHOOK_PORTS": "70000"},
    ],
)
def test_a_setting_that_cannot_be_used_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(BadInputError) as error:
        allowed_from(environ)
    (name,) = environ
    assert name in error.value.within("en")
    assert name in error.value.within("zh")
