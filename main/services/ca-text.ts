import { X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * What is wrong with the text of a registry's CA: it must be certificates in PEM, each a CA's and
 * valid now, since Docker would refuse every pull otherwise.
 * @returns the fault in words; undefined where there is none
 */
export function caFault(text: string, now: Date = new Date()): string | undefined {
  const blocks = text.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) return 'must be a certificate in PEM (-----BEGIN CERTIFICATE-----)';
  for (const block of blocks) {
    let certificate: X509Certificate;
    try {
      certificate = new X509Certificate(block);
    } catch {
      return 'has a certificate that cannot be read';
    }
    const name = certificate.subject.replaceAll('\n', ', ');
    if (!certificate.ca) return `"${name}" is not a CA's certificate`;
    if (certificate.validToDate < now) return `"${name}" expired on ${certificate.validTo}`;
    if (certificate.validFromDate > now)
      return `"${name}" is not valid before ${certificate.validFrom}`;
  }
  return undefined;
}
