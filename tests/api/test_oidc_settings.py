from pathlib import Path

import pytest

from api.oidc_settings import client, expected, is_safe
from domain.bearer import Client
from domain.errors import BadInputError

GOOD = {
    "ACCORD_OIDC_ISSUER": "https://login.example.com/realms/x",
    "ACCORD_OIDC_AUDIENCE": "accord",
}


def test_without_an_issuer_no_provider_is_believed() -> None:
    assert expected({}) is None
    assert expected({"ACCORD_OIDC_ISSUER": " "}) is None


def test_the_defaults_give_nobody_a_role() -> None:
    found = expected(GOOD)
    assert found is not None
    assert (found.issuer, found.audiences) == (GOOD["ACCORD_OIDC_ISSUER"], ("accord",))
    assert (found.account_claim, found.roles_claim) == ("preferred_username", "roles")
    assert (dict(found.roles), found.clients) == ({}, ())


def test_everything_can_be_said() -> None:
    more = {
        "ACCORD_OIDC_AUDIENCE": "accord, api://accord",
        "ACCORD_OIDC_ACCOUNT_CLAIM": "upn",
        "ACCORD_OIDC_ROLES_CLAIM": "realm_access.roles",
        "ACCORD_OIDC_ROLES": "accord-admins=admin, cn=audit,internal-audit=auditor",
        "ACCORD_OIDC_CLIENTS": "accord-web,accord-app",
    }
    with pytest.raises(BadInputError, match="cn=audit"):
        expected(GOOD | more)
    more["ACCORD_OIDC_ROLES"] = "accord-admins=admin, ou=x=auditor,"
    found = expected(GOOD | more)
    assert found is not None
    assert found.audiences == ("accord", "api://accord")
    assert dict(found.roles) == {"accord-admins": "admin", "ou=x": "auditor"}
    assert (found.account_claim, found.clients) == ("upn", ("accord-web", "accord-app"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ACCORD_OIDC_ISSUER": "http://login.example.com"}, "ACCORD_OIDC_ISSUER"),
        ({"ACCORD_OIDC_ISSUER": "login.example.com"}, "ACCORD_OIDC_ISSUER"),
        ({"ACCORD_OIDC_ISSUER": "https://x.example/?a=b"}, "ACCORD_OIDC_ISSUER"),
        ({"ACCORD_OIDC_ISSUER": "https://["}, "ACCORD_OIDC_ISSUER"),
        ({"ACCORD_OIDC_AUDIENCE": ""}, "for whom the provider makes its tokens"),
        ({"ACCORD_OIDC_ROLES": "boss=owner"}, "VALUE=ROLE"),
        ({"ACCORD_OIDC_ROLES": "admin"}, "VALUE=ROLE"),
        ({"ACCORD_OIDC_ISSUER": ""}, "ACCORD_OIDC_AUDIENCE is set"),
    ],
)
def test_what_cannot_be_used_is_named(changed: dict[str, str], said: str) -> None:
    with pytest.raises(BadInputError, match=said.replace(".", r"\.")) as refusal:
        expected(GOOD | changed)
    assert refusal.value.sentence.zh


def test_keys_come_by_https_or_from_this_machine() -> None:
    for address in ("https://x.example/keys", "http://127.0.0.1:9/keys", "http://localhost/k"):
        assert is_safe(address)
    for other in ("http://x.example/keys", "ftp://x", "https://a:b@x.example", "", None, 7, "//x"):
        assert not is_safe(other)


PAGES = {"ACCORD_OIDC_CLIENT_ID": "accord-web"}


def test_pages_lead_to_the_provider_only_where_it_knows_them() -> None:
    assert client({}) is None
    assert client(GOOD) is None
    assert client(PAGES) == Client("accord-web", None, "openid profile")


def test_a_client_alone_says_for_whom_tokens_are_made() -> None:
    found = expected({"ACCORD_OIDC_ISSUER": GOOD["ACCORD_OIDC_ISSUER"]} | PAGES)
    assert found is not None
    assert found.audiences == ("accord-web",)
    both = expected(GOOD | PAGES)
    assert both is not None
    assert both.audiences == ("accord",)


def test_an_address_for_an_account_is_asked_for() -> None:
    found = client(PAGES | {"ACCORD_OIDC_ACCOUNT_CLAIM": "email"})
    assert found is not None
    assert found.scopes == "openid profile email"
    own = client(PAGES | {"ACCORD_OIDC_SCOPES": " openid  roles "})
    assert own is not None
    assert own.scopes == "openid roles"


def test_the_secret_comes_from_the_environment_or_a_file_and_is_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("s3cret\n")
    by_file = PAGES | {"ACCORD_OIDC_CLIENT_SECRET_FILE": str(file)}
    for given in (PAGES | {"ACCORD_OIDC_CLIENT_SECRET": "s3cret"}, by_file):
        found = client(given)
        assert found is not None
        assert found.secret == "s3cret"
        assert "s3cret" not in repr(found)
    with pytest.raises(BadInputError, match="one will do"):
        client(by_file | {"ACCORD_OIDC_CLIENT_SECRET": "x"})
    for content in (b"", b"a\nb", b"\xff", b"x" * 5000):
        file.write_bytes(content)
        with pytest.raises(BadInputError, match="CLIENT_SECRET_FILE") as refusal:
            client(by_file)
        assert "xxx" not in refusal.value.sentence.both
    file.unlink()
    with pytest.raises(BadInputError, match="cannot be read"):
        client(by_file)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ACCORD_OIDC_CLIENT_SECRET": "x"}, "ACCORD_OIDC_CLIENT_SECRET is set"),
        ({"ACCORD_OIDC_SCOPES": "openid"}, "ACCORD_OIDC_SCOPES is set"),
        (PAGES | {"ACCORD_OIDC_SCOPES": "profile"}, "openid must be among them"),
        (PAGES | {"ACCORD_OIDC_SCOPES": "openid 错"}, "plain ASCII"),
        ({"ACCORD_OIDC_CLIENT_ID": "合议"}, "plain ASCII"),
        ({"ACCORD_OIDC_CLIENT_ID": "a\nb"}, "plain ASCII"),
    ],
)
def test_a_client_that_cannot_be_used_is_named(given: dict[str, str], said: str) -> None:
    with pytest.raises(BadInputError, match=said) as refusal:
        client(given)
    assert refusal.value.sentence.zh


def test_a_client_without_an_issuer_is_named() -> None:
    with pytest.raises(BadInputError, match="ACCORD_OIDC_CLIENT_ID is set"):
        expected(PAGES)
