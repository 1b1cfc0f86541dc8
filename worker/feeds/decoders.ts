/** What the formats that are known are decoded by. */
import { binaryDecoder } from './binary.js';
import { csvDecoder } from './csv.js';
import type { Decoder } from './decoder.js';
import type { FeedPlan, Field } from './feed-types.js';
import { Fields } from './fields.js';
import type { Intake } from './intake.js';
import { jsonDecoder } from './json.js';
import { SHIFTS } from './timestamp.js';

/** @param numeric whether the stream's x is, now */
export function decoderOf(plan: FeedPlan, intake: Intake, numeric: () => boolean): Decoder {
  const x = typeof plan.x === 'object' ? null : plan.x;
  const { format, y, sequence, time, header, delimiter, records } = plan;
  const places: (Field | null)[] = [x, sequence, ...y];
  const paths = places.map((place) => (place === null ? '' : String(place)));
  if (format === 'float64' || format === 'float32') {
    const { columns, layout, endian } = plan;
    const written = { columnar: layout === 'columnar', littleEndian: endian === 'little' };
    const [ofX, ofSequence, ...ofY] = places.map((place) => (place === null ? -1 : Number(place)));
    const own = { columns, ...written, x: ofX, y: ofY, sequence: ofSequence, shift: SHIFTS[time] };
    return binaryDecoder({ size: format === 'float64' ? 8 : 4, ...own }, intake);
  }
  const names = places.map((place) => (typeof place === 'number' ? `column ${place}` : (place ?? '')));
  // In CSV that is the name of a column.
  const sequenceLater = format !== 'csv' && paths[1].startsWith('$.');
  const fields = new Fields(intake, { time, numeric, untyped: format === 'csv', sequenceLater }, names);
  if (format === 'csv') return csvDecoder({ delimiter, header, places }, fields);
  return jsonDecoder({ lines: format === 'ndjson', records, places: paths }, fields, intake);
}
