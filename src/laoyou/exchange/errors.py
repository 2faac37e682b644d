"""What exchange refuses, in words."""

from django.utils.translation import gettext_noop as _

from laoyou.base.errors import declare
from laoyou.core.errors import STATUS

# The API.
declare(
    {
        "exchange.key_missing": _("请求没有带接口密钥。请在 Authorization 头里写“Bearer 密钥”。"),
        "exchange.key_invalid": _("接口密钥无效、已过期或已收回。请向安全管理员申请新的密钥。"),
        "exchange.key_address": _("这个接口密钥不能从当前网络地址使用。请从登记的地址发起请求，或请安全管理员更改。"),
        "exchange.key_ability": _("这个接口密钥没有“%(ability)s”的用途。请向安全管理员申请。"),
        "exchange.too_often": _("请求太频繁，超过每分钟 %(most)s 次。请在 %(seconds)s 秒后再试。"),
        "exchange.no_such_address": _("没有这个接口地址。请对照 /api/v1/openapi.json。"),
        "exchange.method": _("这个地址不接受 %(method)s。可以用：%(allowed)s。"),
        "exchange.malformed": _("请求读不懂：%(problem)s。请对照 /api/v1/openapi.json 改正。"),
        "exchange.idempotency_missing": _(
            "写入请求要带 Idempotency-Key 头：8 至 80 个字母、数字或横线，每次操作各不相同。"
        ),
        "exchange.idempotency_reused": _("这个 Idempotency-Key 已用于另一个请求。请换一个新的再发。"),
        "exchange.not_json": _("写入请求的内容应为 JSON，并注明 Content-Type: application/json。"),
        "exchange.body_too_large": _("请求内容超过 %(megabytes)s MB。请分成几次发送。"),
    }
)
# Keys.
declare(
    {
        "exchange.key_account_closed": _("账号“%(name)s”已停用，不能发放密钥。请先由系统管理员恢复账号。"),
        "exchange.key_for_administrator": _("管理员和审计员的账号不能有接口密钥。请为外部系统单独开设账号。"),
        "exchange.key_to_oneself": _("不能给自己发放接口密钥。"),
        "exchange.key_without_ability": _("请至少选择一项用途。"),
        "exchange.key_term": _("有效期应在 1 天至 %(most)s 天之间。"),
        "exchange.key_network": _("“%(text)s”不是网络地址。请写成 192.0.2.7 或 192.0.2.0/24 这样的格式。"),
        "exchange.key_host": _("“%(text)s”不是主机名。请写成 example.gov.cn 或 192.0.2.7 这样的格式。"),
        "exchange.key_over": _("这个密钥已收回或已过期。"),
    }
)
# Verification.
declare(
    {
        "exchange.request_nobody": _("按这些条件没有找到人。请放宽条件。"),
        "exchange.request_too_many": _("一次最多核验 %(most)s 人，现在是 %(found)s 人。请按村（社区）分开。"),
        "exchange.request_dates": _("日期顺序应为：答复期限不早于今天，删除日期在答复期限之后，不超过 %(most)s 天。"),
        "exchange.request_words": _("请写明核验目的和法律依据，例如“《某某条例》第几条”。"),
        "exchange.request_fields": _("请至少选择一项用来认人的信息。"),
        "exchange.request_own": _("核验请求要由起草人以外的人审核发出。"),
        "exchange.request_state": _("核验请求现在是“%(state)s”，不能这样办理。请刷新页面。"),
        "exchange.request_unit": _("没有这个单位，或它已经撤并。请重新选择。"),
        "exchange.answer_unknown": _("编号“%(number)s”不在这次核验的名单里。请按发出的名单填写。"),
        "exchange.answer_twice": _("编号“%(number)s”出现了两次。每个人只填一行。"),
        "exchange.answer_word": _("“%(value)s”不是可以填的结果。请填：是、否、查无此人。"),
        "exchange.answer_dates": _(
            "编号“%(number)s”的日期不对：起始日期应早于终止日期，都不晚于今天，例如 2024-03-01。"
        ),
        "exchange.answer_columns": _("答复文件里找不到“编号”和“结果”两列。请在发出的名单上填写，不要改动表头。"),
        "exchange.answer_nothing": _("答复文件里没有填写任何结果。"),
        "exchange.answer_date": _("答复日期不能晚于今天，也不能早于发出日期。"),
        "exchange.objection_words": _("请写明异议的理由。"),
        "exchange.objection_none": _("只能对已经采用、有冲突的答复提出异议。"),
        "exchange.objection_open": _("这个人的异议还没有答复。"),
        "exchange.settle_none": _("这个人没有需要处理的冲突。"),
    }
)
# Webhooks.
declare(
    {
        "exchange.webhook_address": _("通知地址应为 https 网址，主机须在密钥登记的范围内。请联系安全管理员。"),
        "exchange.webhook_events": _("没有“%(event)s”这种通知。可以选择：%(known)s。"),
        "exchange.webhooks_full": _("每个密钥最多登记 %(most)s 个通知地址。请先停用不用的。"),
        "exchange.webhook_refused": _("对方系统没有接收通知（%(status)s）。"),
    }
)
STATUS.update(
    {
        "exchange.key_missing": 401,
        "exchange.key_invalid": 401,
        "exchange.key_address": 403,
        "exchange.key_ability": 403,
        "exchange.too_often": 429,
        "exchange.no_such_address": 404,
        "exchange.method": 405,
        "exchange.malformed": 422,
        "exchange.idempotency_missing": 422,
        "exchange.idempotency_reused": 409,
        "exchange.not_json": 415,
        "exchange.body_too_large": 413,
    }
)
