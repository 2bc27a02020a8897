import type { DemoMessage } from '../server/seed.ts';
import { file, mail, me, multipart, octets, person, rawMail, text, type DemoClock } from './build.ts';
import { ines, lea, magnus, priya, tomasz } from './people.ts';

/** format=flowed with DelSp (RFC 3676): the space at a soft line's end is not part of the text. */
export function flowedDelSp(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(3, 6),
    zone: '-0500',
    from: priya,
    subject: 'Flowed text, and where its spaces went',
    id: 'flowed-delsp',
    content: text(
      `Robin,

this paragraph was typed as one line. My program broke it at seventy-odd  
columns and put a space at each break; DelSp=yes says that the space was  
its own and yours to delete. A narrow window may wrap it anew, a wide one  
need not wrap it at all.

>> Does quoting survive?
> It does, as long as each depth flows  
> for itself.

 From here on the lines are stuffed: this one starts with a space only  
because mail stores of old took "From" for a new message.

-- 
Priya
`,
      { parameters: 'format=flowed; delsp=yes' },
    ),
    flags: ['\\Seen', '\\Answered'],
  });
}

export function flowed(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(10, 2),
    zone: '+0100',
    from: magnus,
    subject: 'Re: Which week for the boat?',
    id: 'boat-week',
    references: ['boat-1@mail-explorer.example'],
    content: text(
      `On Monday Robin wrote:
> I could do the second week of the month, or the third. The first is 
> the release, and I would like to be reachable, which on the boat I 
> am not.

The third, then. The fjord does not care which week it is, and by the 
third the harbour has its crane back, so we can put the mast up 
without asking four neighbours.

Bring a jumper. Do not bring the laptop.

-- 
Magnus
`,
      { parameters: 'format=flowed' },
    ),
  });
}

export function noSubject(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(4, 7),
    from: tomasz,
    subject: null,
    id: 'no-subject',
    content: text('Ping. The subject is in the body today: lunch?\n\nT.\n'),
  });
}

export function emptyBody(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(8, 4),
    from: lea,
    subject: 'The key is under the third flowerpot (EOM)',
    id: 'eom',
    content: text(''),
  });
}

/** A mail in a mail in a mail: part numbers three deep. */
export function forwarded(clock: DemoClock): DemoMessage {
  const original = rawMail({
    date: clock.at('2019-05-03T08:14:00Z'),
    from: person('Harbour Master', 'master@oldport.example'),
    to: 'all-hands@oldport.example',
    subject: 'The foghorn test on Friday',
    id: 'foghorn-2019',
    content: multipart('mixed', [
      text(
        'All hands,\n\nthe foghorn will be tested on Friday at noon. It is louder than you remember.\n\nThe Harbour Master\n',
      ),
      file(
        'text/plain; name="tide-table.txt"',
        'attachment; filename="tide-table.txt"',
        Buffer.from('Fri 05:58 high 3.1 m\r\nFri 12:09 low 0.4 m\r\n'),
      ),
    ]),
  });
  const middle = rawMail({
    date: clock.at('2019-05-04T09:00:00Z'),
    from: magnus,
    to: ines,
    subject: 'Fwd: The foghorn test on Friday',
    id: 'fwd-foghorn-2019',
    content: multipart('mixed', [
      text('It was. The gulls have moved to the next town.\n\nMagnus\n'),
      message(original, 'foghorn.eml'),
    ]),
  });
  return mail({
    date: clock.ago(5, 8),
    from: ines,
    subject: 'Fwd: Fwd: The foghorn test on Friday',
    id: 'fwd-fwd-foghorn',
    content: multipart('mixed', [
      text(
        'Robin, you asked how deep a forward can go before the part numbers give up. Here is one with a mail in a mail, and the tide table at the bottom.\n\nInes\n',
      ),
      message(middle, 'Fwd foghorn.eml'),
    ]),
    flags: ['\\Seen', '$Forwarded'],
  });
}

export function message(raw: string, name: string): { readonly headers: readonly string[]; readonly body: string } {
  return {
    headers: ['Content-Type: message/rfc822', `Content-Disposition: attachment; filename="${name}"`],
    body: raw,
  };
}

/** multipart/signed (RFC 3156). The signature is made up: nothing in the demo can be verified. */
export function signed(clock: DemoClock): DemoMessage {
  const signature = `-----BEGIN PGP SIGNATURE-----

iHUEABYKAB0WIQTdemoDEMOdemoDEMOdemoDEMOdemoDEMoFAmX0demoACgkQdemo
DEMOdemoDEMOAQDSaltAndPepperAndALighthouseAndNoRealKeyAnywhereAtAl
lYouMayStopReadingHereBecauseNobodySignedThis8AgD+LooksTheSame0k=
=dEm0
-----END PGP SIGNATURE-----
`;
  return mail({
    date: clock.ago(6, 1),
    zone: '+0100',
    from: magnus,
    subject: 'Checksums of 1.9.0 (signed)',
    id: 'checksums-190',
    content: multipart(
      'signed',
      [
        text(
          'SHA-256 of what I built from the tag:\n\n  5f0c1d9e6b7a44c8...  sluice-1.9.0.tar.gz\n  a91be03377d2f160...  sluice-1.9.0.vsix\n\nIf yours differ, one of us has a compiler with opinions.\n',
        ),
        {
          headers: [
            'Content-Type: application/pgp-signature; name="signature.asc"',
            'Content-Description: OpenPGP digital signature',
          ],
          body: octets(Buffer.from(signature.replaceAll('\n', '\r\n'))),
        },
      ],
      ';\r\n micalg=pgp-sha512; protocol="application/pgp-signature"',
    ),
  });
}

/** A group without members, as a server for newsletters or a shy sender writes it. */
export function undisclosed(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(11, 3),
    from: person('Kantine', 'kantine@druckwerk.example'),
    to: 'undisclosed-recipients:;',
    subject: 'Speiseplan: Montag fällt aus',
    id: 'kantine-monday',
    content: text(
      'Am Montag bleibt die Küche kalt: der neue Herd spricht nur über die Cloud, und die Cloud antwortet nicht.\n\nDienstag wieder Linsen.\n',
      { encoding: '8bit', charset: 'utf-8' },
    ),
  });
}

export function alert(clock: DemoClock, days: number, percent: number): DemoMessage {
  return mail({
    date: clock.ago(days, 2, 11),
    from: person('watchtower', 'watchtower@ops.tidewater.example'),
    to: `ops@tidewater.example, ${me}`,
    subject: `[watchtower] ${percent > 95 ? 'CRITICAL' : 'WARNING'}: /var/spool on mx2 is ${percent} % full`,
    id: `watchtower-${percent}`,
    headers: ['Auto-Submitted: auto-generated', 'X-Auto-Response-Suppress: All'],
    content: text(`mx2  /var/spool  ${percent} %  (threshold 90)

  14 GB  /var/spool/postbox/deferred
   2 GB  /var/spool/postbox/active

Most of the deferred queue is for one domain. It has had no MX since ${percent > 95 ? 'Thursday' : 'Tuesday'}.
`),
    flags: percent > 95 ? ['\\Flagged'] : ['\\Seen'],
  });
}
