"""A run as a mail that somebody or a scheduler sends: subject, text and HTML with the figures and what changed."""

from xlmarket.batch.mail.message import ENDINGS, Mail, mail_bytes, write_mail

__all__ = ["ENDINGS", "Mail", "mail_bytes", "write_mail"]
