import { Suspense, useState } from 'react';
import { Chart } from './Chart.js';
import { ChartByHook } from './ChartByHook.js';

/** Waits while a promise is set. */
function Waiting({ children }) {
  if (window.awaited) throw window.awaited;
  return children;
}

const pages = {
  component: ({ title }) => <Chart title={title} />,
  hook: () => <ChartByHook />,
  none: () => <p>Elsewhere</p>,
  waiting: ({ title }) => (
    <Suspense fallback={<p>Waiting</p>}>
      <Waiting>
        <Chart title={title} />
      </Waiting>
    </Suspense>
  ),
};

export function App() {
  const [state, setState] = useState({ page: 'none', title: 'Sensor' });
  window.show = (change) => setState((former) => ({ ...former, ...change }));
  const Page = pages[state.page];
  return <Page title={state.title} />;
}
