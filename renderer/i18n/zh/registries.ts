export const registries = {
  ofRegistry: '镜像仓库 {{n}} 的{{label}}',
  title: '镜像仓库',
  hint: '机器可以使用的镜像仓库。公共仓库无需填写。',
  add: '添加镜像仓库',
  remove: '移除镜像仓库 {{n}}',
  address: '地址',
  name: '名称',
  trustLabel: '安全',
  trust: {
    public: '公共机构签发的证书',
    ca: '由以下机构签发的证书',
    insecure: '不安全：不加密或不校验',
  },
  caText: '机构证书（PEM）',
  user: '用户名',
  password: '仓库密码',
};
