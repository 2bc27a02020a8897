/** Tags of DKIM-Signature (RFC 6376 §3.5), ARC-Message-Signature and ARC-Seal (RFC 8617 §4.1), in words. */
const tags: ReadonlyMap<string, string> = new Map([
  ['v', 'Version'],
  ['a', 'Algorithm'],
  ['b', 'Signature'],
  ['bh', 'Hash of the body'],
  ['c', 'How header and body are made uniform before signing'],
  ['d', 'Domain that signs'],
  ['h', 'Fields that are signed'],
  ['i', 'User or instance that signs; in ARC, place in the chain'],
  ['l', 'Octets of the body that are signed; what follows is not'],
  ['q', 'How the key is found'],
  ['s', 'Selector: which of the domain’s keys'],
  ['t', 'When it was signed'],
  ['x', 'When the signature ends'],
  ['z', 'Fields as they were when signed'],
  ['cv', 'State of the chain as this server saw it'],
]);

export function signatureTagFact(tag: string): string | null {
  return tags.get(tag.toLowerCase()) ?? null;
}

/** Methods of Authentication-Results (RFC 8601 §2.7) in words. */
const methods: ReadonlyMap<string, string> = new Map([
  ['dkim', 'Domain signature (RFC 6376)'],
  ['dkim-adsp', 'What the domain says about unsigned mail (given up)'],
  ['dmarc', 'Policy of the From domain (RFC 7489)'],
  ['spf', 'Host allowed to use the domain (RFC 7208)'],
  ['sender-id', 'Host allowed, by another field (given up)'],
  ['iprev', 'Name of the host and its address agree (RFC 8601 §2.7.3)'],
  ['auth', 'Sender signed in (RFC 4954)'],
  ['arc', 'Chain of earlier results (RFC 8617)'],
  ['smime', 'S/MIME signature (RFC 7281)'],
  ['vbr', 'Vouched for by another domain (RFC 5518)'],
  ['rrvs', 'Address still belongs to the same person (RFC 7293)'],
  ['bimi', 'Brand picture'],
  ['compauth', 'Sum of all checks (Microsoft)'],
]);

export function authMethodFact(method: string): string | null {
  return methods.get(method.toLowerCase()) ?? null;
}
