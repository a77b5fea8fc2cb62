import { ControlPlaneError, diskFull } from '../../shared/contract/errors.ts';
import { languageOf } from '../../shared/contract/language.ts';
import { AlreadyRunningError } from '../instance-lock.ts';
import { DataKeyError } from '../secrets/data-key.ts';
import { SecretUnreadableError } from '../secrets/vault.ts';
import { DatabaseDamagedError, DatabaseTooNewError } from '../store/database.ts';

/** What the dialog says when the control plane cannot start. */
export interface Failure {
  readonly title: string;
  readonly message: string;
  readonly fix: string;
}

type Words = Pick<Failure, 'title' | 'fix'>;
interface Known {
  readonly is: (error: Error) => boolean;
  readonly en: Words;
  readonly zh: Words;
}

const known: readonly Known[] = [
  {
    is: (error) => error instanceof AlreadyRunningError,
    en: {
      title: 'Clusterdesk is running already',
      fix: 'Stop the one that runs (it may have no window), or use it in a browser at the address above.',
    },
    zh: {
      title: 'Clusterdesk 已在运行',
      fix: '请停止正在运行的那一个（它可能没有窗口），或在浏览器中通过上面的地址使用它。',
    },
  },
  {
    is: (error) => error instanceof DataKeyError,
    en: {
      title: 'No key for the stored secrets',
      fix: 'Unlock the keychain of this computer and start again. Without a keychain, start with --key-file=FILE.',
    },
    zh: {
      title: '没有用于已存密文的密钥',
      fix: '请解锁本机的密钥链后重新启动。如果没有密钥链，请用 --key-file=FILE 启动。',
    },
  },
  {
    is: (error) => error instanceof SecretUnreadableError,
    en: {
      title: 'The key does not fit the stored secrets',
      fix: 'Use the keychain or the key file (--key-file=FILE) that was used with this data before.',
    },
    zh: {
      title: '密钥与已存密文不符',
      fix: '请使用此前与这些数据一起使用的密钥链或密钥文件（--key-file=FILE）。',
    },
  },
  {
    is: (error) => error instanceof DatabaseDamagedError,
    en: {
      title: 'The database is damaged',
      fix: 'Put a backup in its place, or start with --new to begin with an empty one.',
    },
    zh: { title: '数据库已损坏', fix: '请用备份替换它，或用 --new 启动以使用空数据库。' },
  },
  {
    is: (error) => error instanceof DatabaseTooNewError,
    en: {
      title: 'The data is of a newer Clusterdesk',
      fix: 'Install the newest Clusterdesk, or choose other data with --data=DIR.',
    },
    zh: {
      title: '数据来自更新版本的 Clusterdesk',
      fix: '请安装最新版本的 Clusterdesk，或用 --data=DIR 选择其他数据。',
    },
  },
  {
    is: (error) => 'code' in error && error.code === 'EADDRINUSE',
    en: {
      title: 'The port is in use',
      fix: 'Stop the program that listens there, or start with another port: --port=N (0: any free one).',
    },
    zh: {
      title: '端口已被占用',
      fix: '请停止占用该端口的程序，或用其他端口启动：--port=N（0 表示任意空闲端口）。',
    },
  },
  {
    is: (error) => diskFull(error) !== undefined,
    en: {
      title: 'The disk is full',
      fix: 'Make room on the disk that holds the data folder, then start again.',
    },
    zh: { title: '磁盘已满', fix: '请在数据文件夹所在的磁盘上腾出空间，然后重新启动。' },
  },
];

const unforeseen = {
  en: {
    title: 'Clusterdesk cannot start',
    what: 'Something went wrong inside Clusterdesk.',
    fix: 'Start again. If it happens again, report it together with the log file.',
  },
  zh: {
    title: 'Clusterdesk 无法启动',
    what: 'Clusterdesk 内部出错。',
    fix: '请重新启动。若再次出现，请连同日志文件一起报告。',
  },
};

/** Whatever kept the app from starting, as words for its dialog. */
export function describeFailure(error: unknown, locale: string): Failure {
  const language = languageOf(locale);
  if (error instanceof ControlPlaneError) {
    const { title, message, fix } = error.problem;
    return { title, message, fix };
  }
  const entry = error instanceof Error ? known.find(({ is }) => is(error)) : undefined;
  if (entry !== undefined && error instanceof Error)
    return { message: error.message, ...entry[language] };
  const { title, what, fix } = unforeseen[language];
  return { title, message: `${what}\n${String(error)}`, fix };
}
