/** A WebSocket: every message is one of the feed's. */
import { Interruption, placeOf, type Source } from './source.js';

export const webSocketSource: Source = (line) =>
  new Promise((_, reject) => {
    const { plan, network, url, signal } = line;
    const { heartbeat } = plan;
    let isOpen = false;
    let socket: WebSocket;
    try {
      socket = network.socket(url, [...plan.protocols]);
    } catch {
      reject(new Interruption('unreachable', `no WebSocket can be opened to ${placeOf(url)}`, true));
      return;
    }
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      isOpen = true;
      line.opened();
      for (const text of line.send) socket.send(text);
      beat();
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (data === heartbeat?.answer) line.alive();
      else line.take(data, true);
    };
    socket.onclose = ({ code }) => {
      const where = placeOf(url);
      if (isOpen) reject(new Interruption('interrupted', `the connection to ${where} was closed with code ${code}`));
      else reject(new Interruption('unreachable', `no connection to ${where}`));
    };
    signal.addEventListener('abort', () => {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
      reject(signal.reason);
    });

    function beat(): void {
      if (!heartbeat) return;
      line.after(heartbeat.every, () => {
        if (socket.readyState !== socket.OPEN) return;
        socket.send(heartbeat.send);
        beat();
      });
    }
  });
