import { crc32, deflateSync } from 'node:zlib';

type Pixel = readonly [red: number, green: number, blue: number];

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** An 8-bit RGB PNG, painted by a function. */
export function png(width: number, height: number, paint: (x: number, y: number) => Pixel): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows: number[] = [];
  for (let y = 0; y < height; y++) {
    rows.push(0);
    for (let x = 0; x < width; x++) rows.push(...paint(x, y));
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const flames: readonly Pixel[] = [
  [255, 214, 102],
  [255, 170, 70],
  [247, 120, 56],
  [224, 82, 48],
  [190, 52, 44],
];

/** A flame graph of nothing in particular. */
export function flameGraph(): Buffer {
  const width = 320;
  const row = 20;
  const widths = [[320], [190, 110], [120, 50, 80], [70, 30, 40, 60], [44, 16, 30]];
  return png(width, row * 6, (x, y) => {
    const level = 5 - Math.floor(y / row);
    let left = 0;
    for (const [i, size] of (widths[level] ?? []).entries()) {
      if (x >= left && x < left + size - 2 && y % row < row - 2)
        return flames[(level + i) % flames.length] ?? [255, 255, 255];
      left += size + 6;
    }
    return [250, 250, 248];
  });
}

/** A lighthouse by night: the logo of a product that does not exist. */
export function lighthouse(): Buffer {
  return png(64, 64, (x, y) => {
    const half = 5 + y / 12;
    if (y > 20 && y < 56 && Math.abs(x - 32) < half)
      return Math.floor(y / 7) % 2 === 0 ? [214, 69, 65] : [245, 245, 245];
    if (y >= 13 && y <= 20 && Math.abs(x - 32) < 6) return [255, 221, 87];
    if (Math.abs(y - 16) < Math.abs(x - 32) / 5 && x > 32) return [86, 101, 139];
    return y >= 56 ? [28, 60, 84] : [33, 43, 74];
  });
}

/** A one-page PDF with one line of Helvetica per entry; its cross-reference table is right. */
export function pdf(lines: readonly string[]): Buffer {
  const shown = lines.map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`).join('\n');
  const stream = `BT /F1 14 Tf 60 770 Td 22 TL\n${shown}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let out = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = out.length;
    out += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  out += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${out.length}\n%%EOF\n`;
  return Buffer.from(out, 'latin1');
}
