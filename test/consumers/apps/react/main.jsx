import { StrictMode, Suspense, useState } from 'react';
import { createRoot } from 'react-dom/client';
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

function App() {
  const [state, setState] = useState({ page: 'none', title: 'Sensor' });
  window.show = (change) => setState((former) => ({ ...former, ...change }));
  const Page = pages[state.page];
  return (
    <div id="plot">
      <Page title={state.title} />
    </div>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
