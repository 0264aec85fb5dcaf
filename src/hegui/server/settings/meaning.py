"""What each setting means, in both languages."""

from hegui.common.text import Text

MEANINGS = {
    "data": Text(
        "数据文件夹：数据库、文件、密钥与备份都在这里。",
        "Folder of the database, the files, the keys and the backups.",
    ),
    "host": Text("监听地址。", "Address to listen on."),
    "port": Text("监听端口。", "Port to listen on."),
    "profile": Text(
        "loopback 只供本机使用；behind_tls 用于有 TLS 的代理之后：开启安全 Cookie、HSTS，并信任代理头。",
        "loopback serves this machine only; behind_tls, behind a proxy with TLS, turns on secure "
        "cookies, HSTS and the headers of the proxy.",
    ),
    "hosts": Text(
        "除本机外，请求可以使用的主机名。", "Host names that requests may name, besides loopback."
    ),
    "origin": Text(
        "人们使用的地址，例如 https://hegui.example.com；链接与邮件以它开头。",
        "Address that people use, such as https://hegui.example.com; links and mails begin with it.",
    ),
    "database_url": Text(
        "postgresql://用户:密码@主机/库名；留空用 SQLite。",
        "postgresql://user:password@host/name; SQLite when empty.",
    ),
    "secret_key": Text(
        "会话与链接的密钥；留空则在数据文件夹里生成。",
        "Key of sessions and links; made in the data folder when empty.",
    ),
    "web_workers": Text("网页进程数。", "Web processes."),
    "web_threads": Text("每个网页进程的线程数。", "Threads of each web process."),
    "task_workers": Text("运行检查与后台任务的进程数。", "Processes that run checks and tasks."),
    "files_url": Text(
        "证据文件存放处：留空为数据文件夹，或 s3://桶/前缀。",
        "Where evidence files live: empty for the data folder, or s3://bucket/prefix.",
    ),
    "s3_endpoint": Text("S3 兼容存储的地址。", "Endpoint of an S3-compatible store."),
    "s3_region": Text("S3 区域。", "Region of the S3 store."),
    "s3_access_key": Text("S3 访问密钥。", "Access key of the S3 store."),
    "s3_secret_key": Text("S3 私密密钥。", "Secret key of the S3 store."),
    "max_upload_mb": Text(
        "单个上传文件的上限，单位 MB。", "Largest file that may be uploaded, in MB."
    ),
    "catalogue_dirs": Text("自有规则目录的文件夹。", "Folders with own catalogue rows."),
    "allow_private_targets": Text(
        "检查目标与回调可以访问的内网网段（CIDR）或主机。",
        "Private networks (CIDR) or hosts that targets and webhooks may reach.",
    ),
    "target_folders": Text(
        "检查可以读取的本机文件夹，写成 组织:/路径，可写多个；留空则一个也不许。"
        "只写 /路径 的，仅在服务器只有一个组织时有效。",
        "Folders of this machine below which runs may read files, as organisation:/path, several; "
        "none when empty. A bare /path holds only while the server has one organisation.",
    ),
    "target_secrets": Text(
        "检查目标可作密钥使用的环境变量，写成 组织:变量名=主机，可写多个；一个密钥可发往几个主机时"
        "用 | 分开，主机可带端口。不写组织的，仅在服务器只有一个组织时有效；没有写主机的不能使用。",
        "Environment variables that targets may use as secrets, as organisation:NAME=host, several; "
        "hosts are separated by | and may name a port. Without organisation an entry holds only "
        "while the server has one; without host it cannot be used.",
    ),
    "smtp_url": Text(
        "smtp[s]://用户:密码@主机:端口；留空不发邮件。",
        "smtp[s]://user:password@host:port; no mail is sent when empty.",
    ),
    "mail_from": Text("提醒邮件的发件人。", "Sender of reminders."),
    "oidc_name": Text("单点登录显示的名称。", "Name of the single sign-on shown to people."),
    "oidc_server": Text("OpenID Connect 提供方的地址。", "Address of the OpenID Connect provider."),
    "oidc_client_id": Text("在提供方登记的客户端编号。", "Client id at the provider."),
    "oidc_client_secret": Text("客户端密钥。", "Client secret."),
    "oidc_roles_claim": Text("列出所属群组的声明。", "Claim that lists a person's groups."),
    "oidc_roles": Text(
        "群组到角色的对应：群组=组织:角色，可写多个。",
        "Mapping of groups to roles: group=organisation:role, several.",
    ),
    "timestamp_url": Text(
        "为操作记录盖时间戳的 RFC 3161 服务。", "RFC 3161 service that anchors the ledger."
    ),
    "timestamp_certificates": Text(
        "核验时间戳所信任的证书（PEM 文件）。",
        "PEM file with the certificates trusted for time stamps.",
    ),
    "api_requests_per_minute": Text(
        "每个令牌每分钟最多可发的接口请求数；0 为不限。",
        "Most API requests of one token in a minute; 0 sets no limit.",
    ),
    "heavy_at_once": Text(
        "全服务器同时进行的报告、核验、结果包读取最多几个；满了就请人稍候（503）。",
        "Most reports, verifications and readings of bundles at once in all; others are told to wait "
        "(503).",
    ),
    "heavy_per_organisation": Text(
        "其中同一个组织最多几个；满了就请人稍候（429）。",
        "Most of these at once for one organisation; more are told to wait (429).",
    ),
    "backups_keep": Text(
        "hegui admin backup --rotate 保留的备份份数。",
        "Backups kept by hegui admin backup --rotate.",
    ),
    "debug": Text("仅供开发：在页面显示出错细节。", "Development only: shows tracebacks in pages."),
}
"""Name of the setting -> what it means. A test sees to it that none is missing."""
