import type { ErrorCode } from '../../../shared/contract/errors.ts';

/** Titles and fixes in Chinese; the English ones come with every Problem from the control plane. */
export const errors: Record<ErrorCode, { title: string; fix: string }> = {
  E10010: { title: '用户无效', fix: '请提供存在的用户 id。' },
  E10050: {
    title: '缺少令牌或令牌未知',
    fix: '请在 X-Auth-Token 请求头中提供有效令牌。可在应用中或用 POST /v1/token 创建。',
  },
  E10051: { title: '登录被拒绝', fix: '请检查用户名和密码。须先在应用中设置过密码。' },
  E10052: { title: '令牌已过期', fix: '请创建并使用新的令牌。' },
  E10053: { title: '没有此令牌', fix: '用 GET /v1/token 列出令牌。' },
  E12001: { title: '没有此接口', fix: '可用的接口见 /v1/docs。' },
  E12002: { title: '输入无效', fix: '请更正详细信息中列出的每个字段，然后重新提交。' },
  E12003: { title: '内部错误', fix: '请重试。若再次出现，请连同日志文件一起报告。' },
  E12004: {
    title: '没有权限',
    fix: '请使用权限范围包含此调用的令牌（read、operate 或 admin）。',
  },
  E12005: { title: '请求过大', fix: '请减小请求体（最大 1 MiB，最多嵌套 32 层）。' },
  E12006: { title: '不支持的内容类型', fix: '请以 application/json 发送请求体。' },
  E12007: { title: '登录失败次数过多', fix: '请等待 Retry-After 响应头给出的秒数。' },
  E12008: { title: '正在启动或停止', fix: '请稍候再试。' },
  E12009: {
    title: '幂等键已使用过',
    fix: '对于请求体不同的请求，请使用新的 Idempotency-Key。',
  },
  E12010: {
    title: '来自其他主机或来源',
    fix: '请通过它显示的回环地址访问 API，不要从其他网站的页面访问。',
  },
  E12011: { title: '不允许的方法', fix: '可用的方法见 /v1/docs。' },
  E12012: { title: '请求耗时过长', fix: '请一次性发送完整请求，中途不要停顿。' },
  E12013: { title: '请求头过大', fix: '请减少或缩短请求头。' },
  E12014: {
    title: '磁盘已满',
    fix: '请在数据目录所在的磁盘上腾出空间，然后重试。已答复的内容不会丢失。',
  },
  E12015: {
    title: '调用已放弃',
    fix: '它在主机上已开始的工作会继续：再次请求之前，请先查看集群及其操作记录。',
  },
  E50000: { title: '集群未能创建', fix: '原因见对应的操作记录。' },
  E50003: { title: '集群名称已被使用', fix: '请换一个名称，或删除使用该名称的集群。' },
  E50004: { title: '没有此集群', fix: '用 GET /v1/cluster 列出集群。' },
  E50010: {
    title: '节点数量不正确',
    fix: '精简：1 个主节点，至少 2 个节点。高可用：3 或 5 个主节点，至少 5 个节点。两者都需要共享节点。',
  },
  E50011: { title: '集群名称无效', fix: '请使用 1 到 32 个字母、数字或连字符。' },
  E50012: { title: '集群类型不可用', fix: '请使用 GET /v1/stacks 列出的类型和技术栈。' },
  E50013: { title: '没有此用户', fix: '请省略 user_id，或提供存在的用户 id。' },
  E50016: {
    title: '集群正忙或状态不符',
    fix: '请等待其操作结束（GET /v1/operations?cluster_id=），然后重试。',
  },
  E50018: {
    title: '剩余的运行节点过少',
    fix: '精简集群须保留 2 个运行节点（含 1 个共享），高可用集群须保留 5 个（含 2 个共享）。',
  },
  E50019: {
    title: '地址已被使用',
    fix: '每台机器只能填写一次，且不能属于其他集群。',
  },
  E50020: { title: '无法检查组件', fix: '请等待集群进入运行状态。' },
  E50103: { title: '没有此主机', fix: '用 GET /v1/cluster/{id}/hosts 列出主机。' },
  E50105: { title: '不能移除主节点', fix: '请移除其他节点，或删除整个集群。' },
  E50106: { title: '没有运行中的主机', fix: '请等待集群中有运行中的主机。' },
  E50107: {
    title: '固定的是另一个主机密钥',
    fix: '请查看 HOST_KEY_CHANGED 给出的已固定密钥和主机现在的密钥，重新核对。',
  },
  E50108: {
    title: '运行中的主节点不足半数',
    fix: '请启动主节点，直到超过半数在运行，然后重试：没有多数时 Swarm 不接受任何更改。或者删除集群后重新创建。',
  },
  E51000: { title: '没有此云服务商', fix: '用 GET /v1/provider 列出云服务商。' },
  E51004: { title: '缺少云服务商名称', fix: '请提供 1 到 64 个字符的名称。' },
  E51005: { title: '云服务商名称已被使用', fix: '请换一个名称。' },
  E51006: { title: '云服务商正在使用中', fix: '请先删除使用它的集群。' },
  E52000: { title: '缺少密钥名称', fix: '请提供 1 到 64 个字符的名称。' },
  E52001: { title: '密钥名称已被使用', fix: '请换一个名称。' },
  E52002: {
    title: '不是公钥',
    fix: '请提供一行 OpenSSH 格式的公钥，例如 ~/.ssh/id_ed25519.pub 的内容。',
  },
  E52003: { title: '没有此密钥', fix: '用 GET /v1/pubkey 列出密钥。' },
  E52004: {
    title: '没有可下载的私钥',
    fix: '私钥只能下载一次。请用 POST /v1/pubkey/userSelfCreate 创建新的密钥。',
  },
  E52007: { title: '密钥正在使用中', fix: '请先从使用它的集群中移除该密钥。' },
  E53000: { title: '缺少邮件账户名', fix: '请在 name 中提供登录名。' },
  E53001: { title: '缺少邮件服务器', fix: '请在 address 中提供 主机 或 主机:端口。' },
  E53002: { title: '没有此邮件服务器', fix: '用 GET /v1/smtp 列出邮件服务器。' },
  E53003: { title: '邮件账户名已被使用', fix: '请更新已有的记录。' },
  E53004: { title: '邮件服务器已被使用', fix: '请更新已有的记录。' },
  E53007: {
    title: '邮件未发出',
    fix: '请更正地址、登录名或密码；465 端口使用 TLS，其他端口需要 STARTTLS。',
  },
  E55004: { title: '无法读取日志', fix: '请重试。' },
  E57000: { title: '缺少镜像仓库名称', fix: '请提供名称。' },
  E57001: { title: '镜像仓库名称已被使用', fix: '请换一个名称。' },
  E57002: { title: '缺少镜像仓库地址', fix: '请提供 主机 或 主机:端口。' },
  E57003: { title: '没有此用户', fix: '请提供存在的用户 id。' },
  E57004: { title: '没有此镜像仓库', fix: '用 GET /v1/dockerregistries 列出镜像仓库。' },
  E57008: { title: '镜像仓库正在使用中', fix: '请先从使用它的集群中移除该镜像仓库。' },
  E57009: {
    title: '镜像仓库地址无效',
    fix: '请提供 主机 或 主机:端口，不要带协议和路径。',
  },
  E60000: { title: '没有此操作', fix: '用 GET /v1/operations 列出操作。' },
  E60002: {
    title: '该操作由另一版本启动',
    fix: '请用启动它的 Clusterdesk 版本打开并完成该操作，然后再回到此版本；或者删除该集群。',
  },
  E60001: { title: '操作当前的状态不允许这样做', fix: '用 GET /v1/operations/{id} 查看其状态。' },
  HOST_NAME_UNKNOWN: { title: '无法解析主机名', fix: '请检查拼写，或改用 IP 地址。' },
  HOST_UNREACHABLE: {
    title: '主机没有响应',
    fix: '请检查地址、机器是否开机，以及防火墙是否拦截了 SSH 端口。',
  },
  HOST_PORT_REFUSED: {
    title: 'SSH 端口没有服务在监听',
    fix: '请检查端口号，以及机器上的 sshd 是否在运行（systemctl status ssh）。',
  },
  HOST_NOT_SSH: {
    title: '该端口上的服务不是 SSH',
    fix: '请填写 sshd 监听的端口（/etc/ssh/sshd_config 中的 Port）。',
  },
  HOST_LOGIN_REFUSED: {
    title: '登录被拒绝',
    fix: '请检查用户，并确认公钥已写入该用户的 ~/.ssh/authorized_keys（或密码正确）。',
  },
  HOST_LOGIN_MISSING: {
    title: '没有提供登录方式',
    fix: '请提供私钥、密码、已保存的密钥，或允许使用 SSH 代理。',
  },
  HOST_KEY_CHANGED: {
    title: '主机密钥与已知的不符',
    fix: '如果机器重装过，请在机器上确认新的指纹（ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub）并作为固定的主机密钥填写；集群中的主机用 POST /v1/cluster/{id}/hosts/{host_id}/trust。否则可能有人在中间冒充：请不要继续。',
  },
  HOST_KEY_UNKNOWN: {
    title: '主机密钥未固定',
    fix: '请为该机器填写主机密钥指纹，或将主机密钥策略改为首次连接时信任。',
  },
  HOST_CONNECTION_LOST: {
    title: '连接中断',
    fix: '请检查机器是否开机、网络是否正常，然后重试该操作。',
  },
  HOST_SESSION_REFUSED: {
    title: 'sshd 拒绝更多会话',
    fix: '请调大 /etc/ssh/sshd_config 中的 MaxSessions 和 MaxStartups，或等待其他用户退出。',
  },
  HOST_SUDO_REFUSED: {
    title: '该用户无法取得 root 权限',
    fix: '请允许该用户使用 sudo，填写正确的 sudo 密码，或以 root 登录。',
  },
  HOST_SHELL_UNUSABLE: {
    title: '登录 shell 无法执行命令',
    fix: '请使用 POSIX shell 的用户，且该 shell 在非交互会话中不输出内容也不退出。',
  },
  HOST_OS_UNSUPPORTED: {
    title: '不支持的操作系统',
    fix: '请使用带 systemd 且包管理器为 apt、dnf、zypper 或 apk 的 Linux 发行版。',
  },
  HOST_DISK_FULL: { title: '磁盘空间不足', fix: '请清理所指文件系统的空间，然后重试。' },
  HOST_READ_ONLY: {
    title: '目录不可写',
    fix: '请以读写方式挂载该文件系统（mount -o remount,rw），然后重试。',
  },
  HOST_CLOCK_SKEWED: {
    title: '时钟不准',
    fix: '请校准时钟并开启时间同步（timedatectl set-ntp true）。',
  },
  HOST_PORT_IN_USE: {
    title: '集群所需的端口已被占用',
    fix: '请停止所指的程序，或将其改用其他端口。',
  },
  HOST_IN_OTHER_SWARM: {
    title: 'Docker 已属于其他 swarm',
    fix: '请让该机器退出（docker swarm leave），或换用其他机器。',
  },
  HOST_TAKEN: {
    title: '主机属于其他集群或控制端',
    fix: '请先从该集群中删除它。如果那个控制端已不复存在，请在请求中加上 takeOver: true。',
  },
  HOST_MACHINE_ID_SHARED: {
    title: '两台主机的 machine id 相同',
    fix: '请为每台克隆的机器重新生成：rm /etc/machine-id && systemd-machine-id-setup，然后重启。',
  },
  HOST_NAME_SHARED: {
    title: '两台主机的主机名相同',
    fix: '请为每台主机设置各自的名称（hostnamectl set-hostname），或在机器设置中填写主机名。',
  },
  HOST_PEER_UNREACHABLE: {
    title: '主机之间无法互通',
    fix: '请在主机之间开放 TCP 2377、7946 以及 UDP 7946、4789。',
  },
  HOST_NIC_UNKNOWN: {
    title: '找不到网络接口',
    fix: '请从所列的网络接口中选择一个填写，或留空。',
  },
  HOST_MANIFEST_DAMAGED: {
    title: '无法读取主机上的更改记录',
    fix: '请从备份恢复 /var/lib/clusterdesk/manifest.json，或手动撤销更改并删除该文件。',
  },
  PACKAGE_MANAGER_BUSY: {
    title: '包管理器正忙',
    fix: '请等待主机上的其他安装结束，然后重试。',
  },
  DOCKER_INSTALL_FAILED: {
    title: 'Docker 安装失败',
    fix: '请查看上面的日志：主机的软件源必须提供 docker。请手动安装后重试。',
  },
  PACKAGES_WOULD_BE_REMOVED: {
    title: '安装 Docker 会移除软件包',
    fix: '如果不需要这些软件包，请自行移除；或者安装与它们兼容的 Docker，然后重试。',
  },
  PACKAGES_BROKEN: {
    title: '主机的软件包管理器处于未完成状态',
    fix: '在主机上运行 dpkg --configure -a 并处理它报告的问题，然后重试。',
  },
  DOCKER_TOO_OLD: { title: 'Docker 版本过低', fix: '请升级到 20.10 或更高版本。' },
  DOCKER_NOT_RUNNING: {
    title: 'Docker 未运行',
    fix: '请查看主机上的 journalctl -u docker，修复后重试。',
  },
  DOCKER_CONFIG_INVALID: {
    title: 'daemon.json 不是有效的 JSON',
    fix: '请更正主机上的 /etc/docker/daemon.json，然后重试。',
  },
  DOCKER_REFUSED: { title: 'Docker 拒绝了请求', fix: '请查看原因，在主机上修复后重试。' },
  REGISTRY_UNREACHABLE: {
    title: '主机无法访问镜像仓库',
    fix: '请检查镜像仓库的地址，以及主机能否访问它。',
  },
  REGISTRY_LOGIN_REFUSED: {
    title: '镜像仓库拒绝登录',
    fix: '请检查镜像仓库的用户名和密码。',
  },
  IMAGE_MISSING: { title: '找不到镜像', fix: '请将镜像推送到镜像仓库，或更正镜像名称。' },
  SWARM_JOIN_FAILED: {
    title: '主机未能加入 swarm',
    fix: '请检查主机能否访问第一个主节点的 TCP 2377，然后重试。',
  },
  NODE_NOT_READY: {
    title: '节点未能就绪',
    fix: '请在主节点上查看 docker node ls，在该主机上查看 journalctl -u docker，然后重试。',
  },
  DRAIN_TIMED_OUT: {
    title: '任务未能及时离开节点',
    fix: '请停止或迁移所指的任务，然后重试。',
  },
  COMMAND_FAILED: { title: '主机上的命令执行失败', fix: '请查看原因，在主机上修复后重试。' },
  PHASE_TIMED_OUT: { title: '步骤耗时过长', fix: '请在日志中查看主机当时在做什么，然后重试。' },
  OPERATION_CANCELLED: { title: '已取消', fix: '可重试以继续，或将其回滚。' },
};
