"""What exchange gives to the shell: menu entries."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from laoyou.core import menu
from laoyou.exchange.permissions import SEE_KEYS

menu.register(_("接口密钥"), "exchange:list_keys", permission=SEE_KEYS, order=91, section=_("系统"))
