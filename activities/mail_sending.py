"""Mail over SMTP: apprise reads the address, the message has an id that receivers can compare."""

import email.utils
import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from apprise.plugins.email.base import NotifyEmail, PGPMode
from apprise.plugins.email.common import SecureMailMode

from activities.sent import FailedError
from domain.letter import Letter, for_mail, title
from domain.problems import shown

SECONDS = 20
"""For one answer of the server."""


def is_mail(plugin: object) -> bool:
    """Say whether this address is plain SMTP; what signs or encrypts is left to apprise."""
    return type(plugin) is NotifyEmail and plugin.pgp_mode == PGPMode.NONE


def require_secrecy(plugin: Any) -> None:
    """Refuse an address by which a password would cross the network in the clear.

    Raises:
        FailedError: it would; permanent.
    """
    clear = plugin.secure_mode == SecureMailMode.INSECURE
    if clear and plugin.user and plugin.password and not _is_here(plugin.smtp_host):
        raise FailedError(
            "this mailto:// address would send its password in the clear: add mode=starttls, or "
            "mailtos:// with mode=ssl",
            "该 mailto:// 地址会明文发送密码：请加上 mode=starttls，"
            "或改用 mailtos:// 并加上 mode=ssl",
            permanent=True,
        )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def send_mail(plugin: Any, letter: Letter) -> None:
    """Send one message to the addresses of one way.

    Raises:
        FailedError: the server did not take it; permanent when it will not later either.
    """
    message = mail(plugin, letter)
    people = [address for _, address in plugin.targets]
    people += [*plugin.cc, *plugin.bcc]
    with _in_words(), _session(plugin) as smtp:
        refused = smtp.send_message(message, plugin.from_addr[1], people)
    if refused:  # some have it: sent again, they would have it twice
        code, said = next(iter(refused.values()))
        raise _refused(code, said, permanent=True)


def mail(plugin: Any, letter: Letter) -> EmailMessage:
    """Return the message: plain text, and the same Message-ID whenever it is sent again."""
    name, sender = plugin.from_addr
    host = sender.rpartition("@")[2]
    body = for_mail(letter.body)
    message = EmailMessage()
    message["Message-ID"] = f"<{letter.id}@{host}>"
    message["References"] = f"<{letter.thread}@{host}>"
    message["Date"] = email.utils.format_datetime(letter.at)
    message["From"] = email.utils.formataddr((name or "Accord", sender))
    message["To"] = ", ".join(email.utils.formataddr((n or "", a)) for n, a in plugin.targets)
    if plugin.cc:
        message["Cc"] = ", ".join(plugin.cc)
    if plugin.reply_to:
        message["Reply-To"] = ", ".join(plugin.reply_to)
    message["Subject"] = title(for_mail(letter.subject))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{body}\n\n{letter.link}\n" if letter.link else f"{body}\n")
    return message


@contextmanager
def _session(plugin: Any) -> Iterator[smtplib.SMTP]:
    trust = ssl.create_default_context()
    if not plugin.verify_certificate:
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    host, port = plugin.smtp_host, plugin.port
    if plugin.secure_mode == SecureMailMode.SSL:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=trust)
    else:
        smtp = smtplib.SMTP(host, port, timeout=SECONDS)
    with smtp:
        if plugin.secure_mode == SecureMailMode.STARTTLS:
            smtp.starttls(context=trust)
        if plugin.user and plugin.password:
            smtp.login(plugin.user, plugin.password)
        yield smtp


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what goes wrong with a server into one sentence, without what we sent to it."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _refused(code, said, permanent=code >= 500) from None
    except smtplib.SMTPResponseException as error:  # also where the login is refused
        raise _refused(error.smtp_code, error.smtp_error, error.smtp_code >= 500) from None
    except (TimeoutError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError):
        raise FailedError(
            "the mail server did not answer to the end", "邮件服务器未给出完整应答"
        ) from None
    except ssl.SSLError as error:
        why = shown(error.reason or type(error).__name__)
        raise FailedError(
            f"no trusted connection to the mail server ({why})",
            f"无法与邮件服务器安全连接（{why}）",
        ) from None
    except (OSError, smtplib.SMTPException, ValueError) as error:
        why = shown(getattr(error, "strerror", None) or type(error).__name__)
        raise FailedError(
            f"the mail server cannot be used ({why})", f"邮件服务器无法使用（{why}）"
        ) from None


def _refused(code: int, said: bytes | str, permanent: bool) -> FailedError:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    why = shown(f"{code} {text}", 200)
    return FailedError(
        f"the mail server refused: {why}", f"邮件服务器拒绝：{why}", permanent=permanent
    )
