"""Tables of exchange."""

from laoyou.exchange.models.key import ApiKey, ApiWrite
from laoyou.exchange.models.verification import (
    VerificationObjection,
    VerificationPerson,
    VerificationRequest,
    VerificationStep,
)
from laoyou.exchange.models.webhook import Webhook

__all__ = [
    "ApiKey",
    "ApiWrite",
    "VerificationObjection",
    "VerificationPerson",
    "VerificationRequest",
    "VerificationStep",
    "Webhook",
]
