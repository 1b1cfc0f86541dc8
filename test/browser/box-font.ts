/** A font in which every character from space to ~ is a full box, so that texts in it can't be taken for any other. */

const EM = 1000;

function bytes(...parts: [size: 1 | 2 | 4, ...values: number[]][]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap(([size, ...values]) =>
      values.flatMap((value) => Array.from({ length: size }, (_, i) => (value >> (8 * (size - 1 - i))) & 255)),
    ),
  );
}

/** After the OpenType specification, 1.9; glyph 0 is empty, glyph 1 the box. */
const TABLES: Record<string, Uint8Array> = {
  'OS/2': bytes(
    [2, 4, EM, 400, 5, 0],
    [2, 650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0],
    [1, ...new Array(10).fill(0)],
    [4, 1, 0, 0, 0],
    [1, 0x42, 0x4f, 0x58, 0x20],
    [2, 0x40, 32, 126, 800, -200, 0, 1000, 200],
    [4, 1, 0],
    [2, 500, 800, 0, 32, 1],
  ),
  cmap: bytes(
    [2, 0, 1, 3, 1],
    [4, 12],
    // Format 4, one segment: the glyph of each of its characters is looked up in what follows.
    [2, 4, 222, 0, 4, 4, 1, 0, 126, 0xffff, 0, 32, 0xffff, 0, 1, 4, 0, ...new Array(95).fill(1)],
  ),
  glyf: bytes([2, 1, 0, -200, EM, 800, 3, 0], [1, 1, 1, 1, 1], [2, 0, 0, EM, 0], [2, -200, 1000, 0, -1000]),
  head: bytes([4, 0x10000, 0x10000, 0, 0x5f0f3cf5], [2, 3, EM], [4, 0, 0, 0, 0], [2, 0, -200, EM, 800, 0, 8, 2, 0, 0]),
  hhea: bytes([4, 0x10000], [2, 800, -200, 0, EM, 0, 0, EM, 1, 0, 0, 0, 0, 0, 0, 0, 2]),
  hmtx: bytes([2, EM, 0, EM, 0]),
  loca: bytes([2, 0, 0, 17]),
  maxp: bytes([4, 0x10000], [2, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
  name: bytes([2, 0, 0, 6]),
  post: bytes([4, 0x30000, 0], [2, -100, 50], [4, 1, 0, 0, 0, 0]),
};

function checksum(table: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < table.length; i++) sum = (sum + (table[i] << (8 * (3 - (i % 4))))) | 0;
  return sum;
}

/** A data URL of it. */
export function boxFont(): string {
  const names = Object.keys(TABLES);
  const count = names.length;
  const directory: Parameters<typeof bytes> = [
    [4, 0x10000],
    [2, count, 128, 3, 16 * count - 128],
  ];
  const body: number[] = [];
  for (const name of names) {
    const table = TABLES[name];
    directory.push([1, ...name.split('').map((letter) => letter.charCodeAt(0))]);
    directory.push([4, checksum(table), 12 + 16 * count + body.length, table.length]);
    body.push(...table, ...new Array((4 - (table.length % 4)) % 4).fill(0));
  }
  return `data:font/ttf;base64,${btoa(String.fromCharCode(...bytes(...directory), ...body))}`;
}
