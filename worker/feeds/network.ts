/** What feeds need of the thread that they run in: the network, and chance. */

export interface Network {
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** @throws where there are no WebSockets, or none to such a URL */
  socket(url: string, protocols: string[]): WebSocket;
  /** From 0 up to 1. */
  random(): number;
}

export const network: Network = {
  fetch: (url, init) => fetch(url, init),
  socket: (url, protocols) => new WebSocket(url, protocols),
  random: Math.random,
};
