"""The words and options of `accord decide`, each with what it is for."""

from pathlib import Path
from typing import Annotated

import typer

Suggestion = Annotated[
    str, typer.Argument(metavar="SUGGESTION", help="Such as onboarding-1:goals:1 · 建议稿编号")
]
Named = Annotated[
    str,
    typer.Argument(
        metavar="VERB",
        help="approve edit request_changes redraft reject ask answer transfer delegate "
        "add_approver remove_approver roll_back withdraw terminate remind cc comment · "
        "同意 修改后同意 要求重拟 重新起草 拒绝 要求补充说明 补充说明 转交 委派 加签 减签 "
        "退回至节点 撤回 终止 催办 抄送 评论",
    ),
]
Comment = Annotated[
    str, typer.Option("--comment", metavar="TEXT", help="Reason or remark · 理由或评论")
]
Revision = Annotated[
    int | None, typer.Option("--revision", metavar="N", help="The text you read · 所阅版本")
]
Fingerprint = Annotated[
    str | None, typer.Option("--fingerprint", metavar="F", help="Of that text · 该文本的指纹")
]
Change = Annotated[
    list[str] | None,
    typer.Option("--change", metavar="ITEM.FIELD=VALUE", help="For edit · 修改后同意时使用"),
]
Changes = Annotated[
    Path | None, typer.Option("--changes", metavar="FILE", help="The same as JSON · 同上，JSON")
]
To = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="NAME", help="Whom it is about, or asked · 所涉人员"),
]
Place = Annotated[
    str | None,
    typer.Option("--place", help="before | after | parallel: of add_approver · 加签方式"),
]
Mode = Annotated[
    str | None, typer.Option("--mode", help="all | any | sequence: of add_approver · 加签模式")
]
Step = Annotated[
    str | None, typer.Option("--step", metavar="KEY", help="Of roll_back · 退回到的环节")
]
Then = Annotated[str | None, typer.Option("--then", help="rerun | return: of roll_back · 退回后")]
Item = Annotated[
    str | None,
    typer.Option(
        "--item",
        help="Ask its evidence; or whom you do not release · 查询该条目的依据；或不予派出的人员",
    ),
]
Question = Annotated[
    str | None, typer.Option("--question", metavar="ID", help="Of answer · 所答的问题")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask · 不再询问")]
