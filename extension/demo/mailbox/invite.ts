import type { DemoMessage } from '../server/seed.ts';
import { file, html, mail, multipart, octets, text, type DemoClock } from './build.ts';
import { ines } from './people.ts';

const stamp = (date: Date): string => date.toISOString().replace(/[-:]|\.\d+/g, '');

/** An iCalendar object (RFC 5545): tomorrow at 13:00 UTC, half an hour. */
export function invitation(clock: DemoClock, method: 'REQUEST' | 'PUBLISH'): string {
  const day = clock.ago(-1);
  day.setUTCHours(13, 0, 0, 0);
  const end = new Date(day.getTime() + 30 * 60_000);
  return `BEGIN:VCALENDAR
PRODID:-//Tidewater Works//Tides 4.2//EN
VERSION:2.0
METHOD:${method}
BEGIN:VEVENT
UID:release-meeting-190@tidewater.example
DTSTAMP:${stamp(clock.ago(2))}
DTSTART:${stamp(day)}
DTEND:${stamp(end)}
SUMMARY:Release meeting 1.9
LOCATION:The room with the whiteboard that does not wipe
DESCRIPTION:What went out\\, what stays in\\, and who waters the build server.
ORGANIZER;CN=Ines Okafor:mailto:ines@tidewater.example
ATTENDEE;CN=Robin Marlow;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:demo@mail-explorer.example
ATTENDEE;CN=Tomasz Wilk;PARTSTAT=ACCEPTED:mailto:tomasz@tidewater.example
SEQUENCE:0
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
`;
}

export function invite(clock: DemoClock): DemoMessage {
  const object = invitation(clock, 'REQUEST');
  return mail({
    date: clock.ago(0, 9, 15),
    zone: '+0100',
    from: ines,
    subject: 'Invitation: Release meeting 1.9',
    id: 'invite-190',
    content: multipart('mixed', [
      multipart('alternative', [
        text(
          'You are invited to: Release meeting 1.9\nWhere: the room with the whiteboard that does not wipe\n\nPlease answer with your calendar, or with a nod in the corridor.\n',
        ),
        html(
          '<p>You are invited to <b>Release meeting 1.9</b></p><p>Where: the room with the whiteboard that does not wipe</p><p>Please answer with your calendar, or with a nod in the corridor.</p>\n',
        ),
        {
          headers: ['Content-Type: text/calendar; charset=utf-8; method=REQUEST', 'Content-Transfer-Encoding: 8bit'],
          body: octets(Buffer.from(object.replaceAll('\n', '\r\n'))),
        },
      ]),
      file(
        'application/ics; name="invite.ics"',
        'attachment; filename="invite.ics"',
        Buffer.from(object.replaceAll('\n', '\r\n')),
      ),
    ]),
    flags: [],
  });
}
