"""`hegui admin users` and `hegui admin organisations`."""

from typing import Any

import click

from hegui.common.errors import DONE
from hegui.common.text import Lang, Text
from hegui.server.operations.options import (
    data_option,
    json_option,
    lang_option,
    print_json,
    ready_with_data,
)

LINK = Text(
    "把这个链接交给 {email}，用来设置密码（只能用一次，24 小时内有效）：\n{link}",
    "Give this link to {email} to set a password (works once, for 24 hours):\n{link}",
)
DEACTIVATED = Text(
    "已停用 {email}：会话与令牌全部失效。",
    "{email} is deactivated: all sessions and tokens have ended.",
)
OPERATOR = Text("{email} 现在是运维人员。", "{email} is an operator now.")
MADE = Text("已新建组织 {name}（{slug}）。", "The organisation {name} ({slug}) was made.")
NONE = Text("（没有）", "(none)")


@click.group("users")
def users_group() -> None:
    """用户：列出、新建、停用、重设密码链接。People who may sign in."""


@click.group("organisations")
def organisations_group() -> None:
    """组织：列出、新建。Organisations."""


@users_group.command("list")
@data_option
@lang_option
@json_option
def users_list(lang: Lang, as_json: bool) -> int:
    """列出全部用户及其角色。List all people with their roles."""
    ready_with_data()
    from hegui.server.operations.people import user_rows

    rows = user_rows()
    if as_json:
        print_json({"users": rows})
    else:
        show(
            [[row["email"], row["name"], state(row), " ".join(row["roles"])] for row in rows], lang
        )
    return DONE


@users_group.command("add")
@click.argument("email")
@click.option("--name", required=True, help="姓名 Name.")
@click.option("--org", default=None, help="组织地址名 Address name of an organisation.")
@click.option("--role", default=None, help="角色 Role, such as compliance_officer.")
@click.option("--operator", is_flag=True, help="运维人员 May make organisations.")
@data_option
@lang_option
@json_option
def users_add(
    email: str,
    name: str,
    org: str | None,
    role: str | None,
    operator: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    """新建用户并打印设置密码的一次性链接。Make a person; prints a link to set the password."""
    if (org is None) != (role is None):
        raise click.UsageError("--org, --role")
    ready_with_data()
    from hegui.server.operations.people import user_add

    user = user_add(email=email, name=name, org=org, role=role, operator=operator)
    say_link(user, lang, as_json)
    return DONE


@users_group.command("reset-link")
@click.argument("email")
@data_option
@lang_option
@json_option
def users_reset_link(email: str, lang: Lang, as_json: bool) -> int:
    """打印重设密码的一次性链接。Print a link, good for one use, to a new password."""
    ready_with_data()
    from hegui.server.operations.people import user_get

    say_link(user_get(email), lang, as_json)
    return DONE


@users_group.command("deactivate")
@click.argument("email")
@click.option("--reason", required=True, help="原因，记入操作记录 Reason, kept in the ledger.")
@data_option
@lang_option
@json_option
def users_deactivate(email: str, reason: str, lang: Lang, as_json: bool) -> int:
    """停用用户。Shut a person out; their records stay."""
    ready_with_data()
    from hegui.server.operations.people import user_deactivate, user_get

    user = user_get(email)
    user_deactivate(user, reason)
    answer(DEACTIVATED, {"email": user.email, "active": False}, lang, as_json)
    return DONE


@users_group.command("make-operator")
@click.argument("email")
@data_option
@lang_option
@json_option
def users_make_operator(email: str, lang: Lang, as_json: bool) -> int:
    """设为运维人员：可以新建组织、查看机器状态。Let a person make organisations."""
    ready_with_data()
    from hegui.server.operations.people import user_get, user_make_operator

    user = user_get(email)
    user_make_operator(user)
    answer(OPERATOR, {"email": user.email, "operator": True}, lang, as_json)
    return DONE


@organisations_group.command("list")
@data_option
@lang_option
@json_option
def organisations_list(lang: Lang, as_json: bool) -> int:
    """列出全部组织。List all organisations."""
    ready_with_data()
    from hegui.server.core.models import Organisation

    fields = ("slug", "name", "active", "id")
    rows = list(Organisation.objects.order_by("slug").values(*fields))
    if as_json:
        print_json({"organisations": rows})
    else:
        show([[row["slug"], row["name"], str(row["id"])] for row in rows], lang)
    return DONE


@organisations_group.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="名称 Name.")
@click.option("--name-en", default="", help="英文名称 English name.")
@data_option
@lang_option
@json_option
def organisations_add(slug: str, name: str, name_en: str, lang: Lang, as_json: bool) -> int:
    """新建组织；SLUG 用在网址里（小写字母、数字、连字符）。Make an organisation."""
    ready_with_data()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_slug

    from hegui.server.core.errors import InvalidError
    from hegui.server.core.services import organisation_create

    try:
        validate_slug(slug)
    except ValidationError as error:
        raise InvalidError(
            field="slug",
            what_zh="只能用字母、数字、连字符和下划线。",
            what_en="only letters, digits, hyphens and underscores.",
        ) from error
    row = organisation_create(acting_user=None, slug=slug, name=name, name_en=name_en)
    answer(MADE, {"slug": row.slug, "name": row.name, "id": str(row.id)}, lang, as_json)
    return DONE


def say_link(user: Any, lang: Lang, as_json: bool) -> None:
    """Print a link to a new password."""
    from hegui.server.accounts.links import make_password_link
    from hegui.server.operations.people import base_url

    link = base_url() + make_password_link(user)
    answer(LINK, {"email": user.email, "id": str(user.id), "link": link}, lang, as_json)


def answer(text: Text, values: dict[str, Any], lang: Lang, as_json: bool) -> None:
    """Print an answer as a sentence or as JSON."""
    if as_json:
        print_json(values)
    else:
        click.echo(text.in_(lang, **values))


def state(row: dict[str, Any]) -> str:
    """Return a word for what a person is."""
    words = ["-" if row["active"] else "inactive", "operator" if row["operator"] else ""]
    return " ".join(filter(None, words))


def show(rows: list[list[str]], lang: Lang) -> None:
    """Print rows, their columns separated by tabs."""
    for row in rows:
        click.echo("\t".join(row))
    if not rows:
        click.echo(NONE.in_(lang), err=True)
