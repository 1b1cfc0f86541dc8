/** The page's end of the feed; feed.js says what is sent. */

const RETRY_MS = 1000;

export interface FeedHandlers {
  /** A new connection, whose time goes on from now. */
  open(): void;
  samples(xs: Float64Array, ys: Float64Array): void;
  /** Samples that the feed had to skip since the connection was made. */
  skipped(count: number): void;
  lost(): void;
}

/** Connects, and connects again whenever the feed is lost. The function returned sets the rate, 0 to pause. */
export function connectFeed(handlers: FeedHandlers): (rate: number) => void {
  let wanted = 0;
  let socket: WebSocket;

  const connect = () => {
    socket = new WebSocket(`ws://${location.host}/feed`);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      handlers.open();
      send();
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data === 'string') {
        handlers.skipped(JSON.parse(data).skipped);
        return;
      }
      const half = data.byteLength / 2;
      handlers.samples(new Float64Array(data, 0, half / 8), new Float64Array(data, half));
    };
    socket.onclose = () => {
      handlers.lost();
      setTimeout(connect, RETRY_MS);
    };
  };
  const send = () => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ rate: wanted }));
  };
  connect();

  return (rate) => {
    wanted = rate;
    send();
  };
}
