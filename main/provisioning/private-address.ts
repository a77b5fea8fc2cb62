import type { Facts } from '../remote/facts.ts';

/** The address by which the other hosts reach this one; empty when it cannot be told. */
export function privateAddress(facts: Facts, nic: string, ip: string): string {
  const onHost = new Set(facts.addresses.map(({ address }) => address));
  if (nic) {
    const own = facts.addresses.filter(
      (entry) => entry.nic === nic || entry.nic.startsWith(`${nic}@`),
    );
    return (own.find((entry) => entry.address === ip) ?? own.find(isIpv4) ?? own[0])?.address ?? '';
  }
  if (onHost.has(ip)) return ip;
  if (onHost.has(facts.ssh_address)) return facts.ssh_address;
  return facts.default_address;
}

const isIpv4 = ({ address }: { address: string }) => address.includes('.');
