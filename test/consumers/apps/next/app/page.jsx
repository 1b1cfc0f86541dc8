'use client';

import { Chart } from '../Chart';

export default function Page() {
  return (
    <div id="plot">
      <Chart />
    </div>
  );
}
