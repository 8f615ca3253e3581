"""Handing an e-mail to the site's mail server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage

from kiosk.central.notices_settings import MailSecurity, MailSettings, read_secret


class NotDelivered(Exception):
    """A notice did not arrive: ``fault`` is a short code; ``final`` when trying again is of no use."""

    def __init__(self, fault: str, final: bool = False) -> None:
        super().__init__(fault)
        self.fault, self.final = fault, final


def send_mail(message: EmailMessage, settings: MailSettings, timeout_s: float) -> None:
    """Send one message.

    Raises
    ------
    NotDelivered
        ``mail-refused`` (final) for an address the server will not take, ``mail-N`` with the server's code,
        ``mail-login``, ``mail-tls``, ``mail-unreachable``.
    """
    try:
        with _connect(settings, timeout_s) as server:
            if settings.user:
                server.login(settings.user, read_secret(settings.password_file).decode("utf-8"))
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise NotDelivered("mail-refused", final=all(code >= 500 for code in codes)) from None
    except smtplib.SMTPAuthenticationError:
        raise NotDelivered("mail-login") from None
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(f"mail-{error.smtp_code}", final=False) from None
    except ssl.SSLError:
        raise NotDelivered("mail-tls") from None
    except (OSError, smtplib.SMTPException):
        raise NotDelivered("mail-unreachable") from None


def _connect(settings: MailSettings, timeout_s: float) -> smtplib.SMTP:
    if settings.security is MailSecurity.TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=timeout_s, context=context)
    server = smtplib.SMTP(settings.host, settings.port, timeout=timeout_s)
    try:
        if settings.security is MailSecurity.STARTTLS:
            server.starttls(context=ssl.create_default_context())
    except BaseException:
        server.close()
        raise
    return server
