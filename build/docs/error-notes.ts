import type { ErrorCode } from '../../shared/contract/errors.ts';

/** What the page of a code says besides title and advice: when it comes, and why. */
export const errorNotes: Partial<Record<ErrorCode, string>> = {
  E10050:
    'Every call but `GET /healthz` and a login needs a token. `npm run serve` writes one for scripts of the same user to `endpoint.json` in the data folder; it ends with that run. Lasting ones are made with `POST /v1/token`.',
  E10051:
    'User name and password do not fit, or the user has no password. The first user, `sysadmin`, has none until `PUT /v1/user/password` sets one. Which of the two is wrong is not told.',
  E12002:
    'Some of the input is not valid. `details` lists every field with what is wrong with it, all at once: correct them all and send the request again. `field` is a path such as `masterNodes.0.ip`; `.` means the whole body.',
  E12003:
    'A fault of Clusterdesk itself. Its log (`logs/clusterdesk.log` in the data folder) has the details; the answer does not, since they could name paths or values.',
  E12004:
    'The token is valid, but its scope is too small: `read` reads, `operate` changes clusters and records, `admin` manages tokens, passwords and mail servers.',
  E12007: 'Ten sign-ins failed within a minute. Calls with a valid token go on working.',
  E12009:
    'A request with this `Idempotency-Key` was made within the last day, with another path or body, or it is still under way.',
  E12010:
    'The request names another host than a loopback one with our port, or comes from a page of another origin. This keeps web pages from using the API behind your back (DNS rebinding, cross-site requests).',
  E12014:
    'The control plane could not write to its own disk. What it had answered before is stored; what it refuses with this code has had no effect. Reading goes on, and operations that were under way go on by themselves once there is space. For a full disk of a host see [HOST_DISK_FULL](HOST_DISK_FULL.md).',
  E12015:
    'The call visits machines before it answers, and they did not answer within its time: 5 minutes, or 30 seconds where it usually asks only the store. An operation that it began goes on.',
  E50012:
    'This version builds the stack `swarm` on machines of your own. A request that names no `stack` gets a swarm for now; one that names `dcos`, the stack of 2017, is refused.',
  E50016:
    'Only one operation works on a cluster at a time, and each needs the cluster in a certain state: deleting and adding hosts a RUNNING or FAILED one, keys and registries a RUNNING one.',
  E52002:
    'The text is no public key that sshd would accept, and uploading it could lock somebody out. One line of OpenSSH form is wanted, without options in front: `ssh-ed25519 AAAA… name`. DSA keys and RSA keys under 1024 bits are refused by sshd itself.',
  E52004:
    'The private half of a key pair can be downloaded once and is gone afterwards; it is never kept for an uploaded public key unless it was uploaded with it.',
  E53007:
    'The mail server refused the mail or did not answer; `cause` has its words. A password is sent to another machine over TLS only: on port 465 from the start, elsewhere after STARTTLS, with a certificate that this machine trusts.',
  E57008:
    'The registry is in the configuration of a cluster that is not terminated. Take it off there first with `DELETE /v1/cluster/{id}/registry`.',
};
