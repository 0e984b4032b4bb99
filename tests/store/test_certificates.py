import datetime as dt
import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509

from domain.errors import BadInputError
from store.certificates import DAYS, own_certificate
from tests.store.samples import NOW

NAMES = ["localhost", "127.0.0.1", "::1", "accord.example"]


def test_a_certificate_serves_the_names_it_was_made_for(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, NAMES, NOW)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    told = x509.load_pem_x509_certificate(made.certificate.read_bytes()).extensions
    names = told.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "accord.example"]
    assert [str(a) for a in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert len(made.fingerprint.split(":")) == 32
    assert made.ends - NOW == dt.timedelta(days=DAYS - 1)
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    assert b"PRIVATE" not in made.certificate.read_bytes()


def test_it_is_made_once_and_anew_only_for_a_reason(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, NAMES, NOW)
    assert own_certificate(tmp_path, NAMES[:2], NOW) == first
    wider = own_certificate(tmp_path, [*NAMES, "10.0.0.7"], NOW)
    assert wider.fingerprint != first.fingerprint
    late = NOW + dt.timedelta(days=DAYS - 5)
    assert own_certificate(tmp_path, NAMES, late).fingerprint != wider.fingerprint


def test_a_file_that_is_no_certificate_is_replaced(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, NAMES, NOW)
    made.certificate.write_bytes(b"nonsense")
    again = own_certificate(tmp_path, NAMES, NOW)
    assert again.fingerprint != made.fingerprint
    assert b"BEGIN CERTIFICATE" in again.certificate.read_bytes()


def test_where_it_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file, where a folder should be")
    with pytest.raises(BadInputError, match="tls cannot be used") as refusal:
        own_certificate(tmp_path, NAMES, NOW)
    assert "无法使用" in refusal.value.within("zh")
