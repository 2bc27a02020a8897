import type { DemoMessage } from '../server/seed.ts';
import { mail, person, text, word, words, type DemoClock } from './build.ts';
import { juergen } from './people.ts';

const misaki = (charset: 'iso-2022-jp' | 'shift_jis'): string =>
  `${words('佐藤美咲', 'B', charset)} <misaki@kumo.example>`;

/** What mail was written in before UTF-8 won. Subject texts stand as encoded words of the same charset. */
export function windows1252(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(2, 4),
    zone: '+0100',
    from: `${words('Jürgen Brückner', 'Q', 'windows-1252')} <juergen@druckwerk.example>`,
    subject: null,
    headers: [`Subject: ${words('Angebot „Mehrfarbig“ – 1.249,00 €', 'Q', 'windows-1252')}`],
    id: 'angebot-1252',
    content: text(
      `Hallo Robin,

unser „Mehrfarbig“-Paket kostet 1.249,00 € – einschließlich Andruck. Die Anführungszeichen, der Gedankenstrich und das Eurozeichen in diesem Satz liegen in Windows-1252 zwischen 0x80 und 0x9F; wer sie als ISO 8859-1 liest, sieht Kästchen.

Schöne Grüße aus der Werkstatt
Jürgen
`,
      { charset: 'windows-1252', encoding: 'quoted-printable' },
    ),
    flags: ['\\Seen', '\\Answered'],
  });
}

export function koi8(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(3, 1),
    zone: '+0300',
    from: `${words('Дмитрий Лебедев', 'B', 'koi8-r')} <dmitri@severny.example>`,
    subject: null,
    headers: [`Subject: ${words('Сервер на чердаке снова отвечает', 'B', 'koi8-r')}`],
    id: 'koi8-attic',
    content: text(
      `Привет, Робин!

Старый почтовый сервер на чердаке снова отвечает. Он пишет в KOI8-R, восемь бит без всякой упаковки, и гордится этим с 1996 года.

Если в письме потерять старший бит, его всё ещё можно прочесть вслух: буквы стоят на местах похожих латинских. Так тогда и было задумано.

Дмитрий
`,
      { charset: 'koi8-r', encoding: '8bit' },
    ),
    flags: ['\\Seen'],
  });
}

export function iso2022jp(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(4, 2),
    zone: '+0900',
    from: misaki('iso-2022-jp'),
    subject: null,
    headers: [`Subject: ${words('メールの文字化けについて', 'B', 'iso-2022-jp')}`],
    id: 'mojibake',
    content: text(
      `ロビンさん、

こんにちは。このメールは ISO-2022-JP です。七ビットだけで日本語を書く、昔からの方法です。

文字化けはありませんか。

佐藤美咲
`,
      { charset: 'iso-2022-jp', encoding: '7bit' },
    ),
    flags: ['\\Seen', '\\Flagged'],
  });
}

export function shiftJis(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(5, 3),
    zone: '+0900',
    from: misaki('shift_jis'),
    subject: null,
    headers: [`Subject: ${words('会議のメモ（シフトJIS）', 'B', 'shift_jis')}`],
    id: 'sjis-memo',
    content: text(
      `ロビンさん、

会議のメモを送ります。「表」や「ソ」の二バイト目は「\\」と同じです。シフトJISのわなです。

一、検索は日本語でもできます。
二、次の会議は来月です。

佐藤美咲
`,
      { charset: 'shift_jis', encoding: 'base64' },
    ),
    flags: ['\\Seen'],
  });
}

/** Encoded words cut where no character ends: RFC 2047 forbids it, half the world does it. */
export function splitWords(clock: DemoClock): DemoMessage {
  const subject = Buffer.from('東京オフィスの引っ越し', 'utf8');
  const halves = [word(subject.subarray(0, 13), 'B', 'utf-8'), word(subject.subarray(13), 'B', 'utf-8')];
  return mail({
    date: clock.ago(6, 5),
    zone: '+0900',
    from: misaki('iso-2022-jp'),
    subject: null,
    headers: [`Subject: ${halves.join('\r\n ')}`],
    id: 'tokyo-move',
    content: text('ロビンさん、\n\n東京オフィスが引っ越します。この件名は文字の途中で切れています。\n\n美咲\n', {
      charset: 'utf-8',
      encoding: 'base64',
    }),
    flags: ['\\Seen'],
  });
}

export function latin9(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.at('2024-01-17T09:00:00Z'),
    zone: '+0100',
    from: juergen,
    subject: null,
    headers: [`Subject: ${words('Rechnung 2024-0117: 86,40 €', 'Q', 'iso-8859-15')}`],
    id: 'rechnung-0117',
    content: text(
      `Sehr geehrte Frau Marlow,

für 400 Aufkleber "Es lag doch an DNS" berechnen wir

    Aufkleber, rund, 50 mm        72,60 €
    Umsatzsteuer 19 %             13,80 €
    -------------------------------------
    Summe                         86,40 €

Das Eurozeichen liegt in ISO 8859-15 auf 0xA4, wo sonst das allgemeine Währungszeichen stand.

Druckwerk Brückner
`,
      { charset: 'iso-8859-15', encoding: 'quoted-printable' },
    ),
    flags: ['\\Seen'],
  });
}

export function arabic(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(2, 9),
    zone: '+0400',
    from: person('سلمى الخطيب', 'salma@manara.example'),
    subject: 'مراجعة الشيفرة: الفرع feature/rtl جاهز',
    id: 'rtl-review',
    content: text(
      `مرحبا روبن،

الفرع feature/rtl جاهز للمراجعة. جرّبت القائمة مع 1200 رسالة، والترتيب صحيح من اليمين إلى اليسار.

بقي سؤال واحد: أين تقف النقطة في نهاية سطر يبدأ بالعربية وينتهي بكلمة IMAP؟

سلمى
`,
      { encoding: 'base64' },
    ),
    flags: [],
  });
}

export function hebrew(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(7, 9),
    zone: '+0200',
    from: person('נועה לוי', 'noa@galil.example'),
    subject: 'תיקון קטן ב-README',
    id: 'readme-fix',
    content: text('שלום רובין,\n\nשלחתי תיקון קטן ל-README: הפקודה npm start לא צריכה שום דבר לפניה.\n\nתודה,\nנועה\n'),
    flags: ['\\Seen'],
  });
}
