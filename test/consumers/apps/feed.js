/** What stands for the user's own source of samples: leaves the stream to the test. */

/** @param {import('ringplot').LiveStream} stream */
export function feed(stream) {
  stream.configure({ colorHex: 0xd81b60, lineWidth: 4 });
  Object.assign(globalThis, { stream });
  return () => {
    Object.assign(globalThis, { stopped: (globalThis.stopped ?? 0) + 1 });
  };
}
