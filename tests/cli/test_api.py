"""`accord api` as a process: who may listen where, and who gets in."""

import contextlib
import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.api.provider import ready_made, sign_in_at
from tests.cli.desk import Desk

GOOD = "three blue whales swim"
OPENING = "/v1/schemas/brief"
PAGES = {
    "ACCORD_OIDC_ISSUER": "https://login.example",
    "ACCORD_OIDC_CLIENT_ID": "accord-web",
}


@contextlib.contextmanager
def serving(desk: Desk, *options: str, **more: str) -> Iterator[dict[str, Any]]:
    """Run `accord api` on a free port, and return what it says of itself."""
    log = desk.folder / "api.log"
    with log.open("w") as err:
        arguments = ("api", "--listen", "127.0.0.1:0", "--json", *options)
        with desk.process(*arguments, log=err, more=more) as process:
            try:
                said = _document(process)
                assert said, log.read_text()
                yield json.loads(said)
            finally:
                process.terminate()
                process.wait(20)


def _document(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line == "}\n":
            break
    return "".join(lines)


@pytest.fixture
def keys(desk: Desk, tmp_path: Path) -> str:
    """A folder of token keys of this test's own."""
    folder = str(tmp_path / "token-keys")
    assert desk("keys", "new", ACCORD_TOKEN_KEYS=folder).code == 0
    return folder


def test_open_mode_is_for_this_machine_and_says_so_loudly(desk: Desk) -> None:
    for host in ("0.0.0.0:0", "[::]:0", "192.0.2.7:0"):
        answer = desk("api", "--listen", host, "--lang", "zh")
        assert answer.code == 2
        assert "仅本机可直接使用账号名" in answer.err
    with serving(desk) as told:
        assert told["identity"] == "open"
        with httpx2.Client(base_url=told["address"], trust_env=False) as client:
            assert client.get(OPENING, headers={"accord-as": "li.na"}).status_code == 200
            assert client.get(OPENING).status_code == 401
    with desk.process("api", "--listen", "127.0.0.1:0") as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(2)]
        process.terminate()
        assert process.wait(20) == 0
    assert said[1].startswith("OPEN MODE: whoever reaches this port can name themselves anybody")


def test_without_https_no_passwords_are_taken_from_others(desk: Desk, keys: str) -> None:
    token = {"ACCORD_IDENTITY": "token", "ACCORD_TOKEN_KEYS": keys}
    answer = desk("api", "--listen", "0.0.0.0:0", **token)
    assert answer.code == 2
    assert "passwords would be read on the way" in answer.err


def test_token_mode_needs_keys(desk: Desk, tmp_path: Path) -> None:
    answer = desk("api", ACCORD_IDENTITY="token", ACCORD_TOKEN_KEYS=str(tmp_path / "none"))
    assert answer.code == 2
    assert "accord keys new" in answer.err


def test_by_invitation_over_https_with_a_certificate_of_its_own(desk: Desk, keys: str) -> None:
    token = {"ACCORD_IDENTITY": "token", "ACCORD_TOKEN_KEYS": keys}
    with serving(desk, "--tls-self-signed", **token) as told:
        site = told["address"]
        assert site.startswith("https://127.0.0.1:")
        pem = desk.home / "keys" / "tls" / "certificate.pem"
        assert _fingerprint(pem) == told["fingerprint"]
        trusting = ssl.create_default_context(cafile=str(pem))
        with httpx2.Client(base_url=site, verify=trusting, trust_env=False) as client:
            assert client.get(OPENING, headers={"accord-as": "li.na"}).status_code == 401
            link = desk("invite", "li.na", "--at", site, "--json").document["url"]
            form = {"password": GOOD, "again": GOOD}
            joined = client.post(link, data=form, headers={"origin": site})
            assert joined.status_code == 303, joined.text
            assert "__Host-accord_session" in joined.headers["set-cookie"]
            assert client.get(OPENING).status_code == 200
            assert desk("invite", "--revoke", "li.na").code == 0
            assert client.get(OPENING).status_code == 401


def _fingerprint(pem: Path) -> str:
    import hashlib

    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem.read_text())).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def test_programs_and_people_of_a_provider_get_in_by_bearer_tokens(desk: Desk, keys: str) -> None:
    with ready_made({"sub": "u-1", "preferred_username": "li.na"}) as issuer:
        variables = {
            "ACCORD_IDENTITY": "token",
            "ACCORD_TOKEN_KEYS": keys,
            "ACCORD_OIDC_ISSUER": issuer,
            "ACCORD_OIDC_AUDIENCE": "accord",
        }
        with (
            serving(desk, **variables) as told,
            httpx2.Client(base_url=told["address"], trust_env=False) as client,
        ):
            token = sign_in_at(issuer, "u-1")
            made = desk("service-account", "new", "reads", "--may", "read", "--json").document
            for bearer, status in (
                (token, 200),
                (token[:-4] + "AAAA", 401),
                (made["secret"], 200),
                (made["secret"] + "x", 401),
            ):
                headers = {"authorization": f"Bearer {bearer}"}
                assert client.get(OPENING, headers=headers).status_code == status
            assert desk("service-account", "revoke", "reads").code == 0
            headers = {"authorization": f"Bearer {made['secret']}", "accept-language": "zh"}
            answer = client.get(OPENING, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "bearer_service")
            assert "服务账号" in answer.json()["detail"]


def test_prometheus_beside_the_api_reads_it_and_from_elsewhere_by_a_service_account(
    desk: Desk, keys: str
) -> None:
    with serving(desk) as told:
        assert httpx2.get(f"{told['address']}/metrics", trust_env=False).status_code == 200
    others = {"ACCORD_IDENTITY": "token", "ACCORD_TOKEN_KEYS": keys}
    others |= {"ACCORD_URL": "https://accord.example"}
    with (
        serving(desk, **others) as told,
        httpx2.Client(base_url=told["address"], trust_env=False) as client,
    ):
        assert client.get("/metrics").status_code == 401
        for may, status in (("watch", 200), ("read", 403)):
            made = desk("service-account", "new", f"sa-{may}", "--may", may, "--json").document
            headers = {"authorization": f"Bearer {made['secret']}"}
            assert client.get("/metrics", headers=headers).status_code == status
        assert client.get("/healthz").status_code == 200


def test_people_of_a_provider_sign_in_on_the_pages(desk: Desk, keys: str) -> None:
    with ready_made({"sub": "u-1", "preferred_username": "li.na"}) as issuer:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            place = f"127.0.0.1:{free.getsockname()[1]}"
        variables = PAGES | {
            "ACCORD_IDENTITY": "token",
            "ACCORD_TOKEN_KEYS": keys,
            "ACCORD_OIDC_ISSUER": issuer,
            "ACCORD_OIDC_CLIENT_SECRET": "any",
            "ACCORD_URL": f"http://{place}",
        }
        with (
            serving(desk, "--listen", place, **variables) as told,
            httpx2.Client(base_url=told["address"], trust_env=False) as client,
        ):
            asked = client.get("/", follow_redirects=True)
            assert str(asked.url).startswith(f"{issuer}/oauth2/authorize?")
            page = client.post(asked.url, data={"sub": "u-1"}, follow_redirects=True)
            assert (page.status_code, str(page.url)) == (200, f"http://{place}/")
            assert ">li.na</a>" in page.text
            assert desk("invite", "--revoke", "li.na").code == 0
            assert client.get(OPENING).status_code == 401


@pytest.mark.parametrize(
    ("options", "more", "said"),
    [
        (("--tls-cert", "x.pem"), {}, "belong together"),
        (("--tls-cert", "x.pem", "--tls-self-signed"), {}, "makes its own certificate"),
        (("--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.key"), {}, "cannot be used"),
        ((), {"ACCORD_URL": "accord.example"}, "ACCORD_URL"),
        ((), {"ACCORD_OIDC_ISSUER": "http://login.example"}, "ACCORD_OIDC_ISSUER"),
        (("--listen", "nowhere"), {}, "--listen"),
        ((), {"ACCORD_OIDC_CLIENT_ID": "accord-web"}, "ACCORD_OIDC_CLIENT_ID is set"),
        ((), PAGES, "CLIENT_ID: set ACCORD_URL"),
        ((), PAGES | {"ACCORD_URL": "http://accord.example"}, "CLIENT_ID: set ACCORD_URL"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(
    desk: Desk, options: tuple[str, ...], more: dict[str, str], said: str
) -> None:
    answer = desk("api", *options, **more)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err


def test_a_key_of_another_certificate_is_named(desk: Desk, tmp_path: Path) -> None:
    with serving(desk, "--tls-self-signed"):
        shutil.copytree(desk.home / "keys" / "tls", tmp_path / "tls")
    other = tmp_path / "other.key"
    other.write_text("no key")
    certificate = str(tmp_path / "tls" / "certificate.pem")
    answer = desk("api", "--tls-cert", certificate, "--tls-key", str(other))
    assert answer.code == 2
    assert "other.key cannot be used" in answer.err
