import { chartAppend } from 'ringplot';

let prev_x: number[] = [];
let prev_y: (number | null)[] = [];

export function append(element: Element, x: number[], y: number[]) {
  const data = { x, y, prev_x, prev_y, max_points: 200 };
  const look = { kind: 'line', title: 'Sensor', color_hex: 0x6366f1 };
  const size = { width: element.clientWidth, height: 320 };
  const payload = JSON.stringify({ ...data, ...look, ...size });
  const out = JSON.parse(chartAppend(payload));
  prev_x = out.x;
  prev_y = out.y;
  element.innerHTML = out.html;
}
