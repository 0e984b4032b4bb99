import pytest

from api.oidc_settings import expected, is_safe
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
