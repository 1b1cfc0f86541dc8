/** The page's thread and its workers' as the debugger sees them: heaps, what is allocated, what is still there. */

/** Which file of ours a line of a bundle comes from: its comments say so. @param {string} code @param {number} line */
function fileAt(code, line) {
  const comments = code.split('\n', line + 1).filter((text) => /^\/\/ \S+\.\w+$/.test(text));
  return comments.at(-1)?.replace(/^\/\/ (\.\.\/)*/, '') ?? '';
}

/** @param {import('playwright').CDPSession} session @param {Map<string, [string, string]>} files as they are served */
export async function attachThreads(session, files) {
  /** @type {Map<string, { url: string, thread: Thread }>} */
  const workers = new Map();
  /** @type {Map<string, (answer: { error?: { message: string }, result?: unknown }) => void>} */
  const waiting = new Map();
  let lastCall = 0;

  /** @param {string} sessionId */
  const sender =
    (sessionId) =>
    (/** @type {string} */ method, /** @type {object} */ params = {}) =>
      new Promise((resolve, reject) => {
        const id = ++lastCall;
        waiting.set(`${sessionId} ${id}`, ({ error, result }) => {
          if (error) reject(new Error(`${method}: ${error.message}`));
          else resolve(result);
        });
        session
          .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) })
          .catch(reject);
      });

  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    workers.set(sessionId, { url: targetInfo.url, thread: new Thread(sender(sessionId), files) });
  });
  session.on('Target.detachedFromTarget', ({ sessionId }) => workers.delete(sessionId));
  session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
    const answer = JSON.parse(message);
    const key = `${sessionId} ${answer.id}`;
    waiting.get(key)?.(answer);
    waiting.delete(key);
  });
  // Flat sessions would reach the debugging library, which knows nothing of them.
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });

  const page = new Thread((method, params) => /** @type {any} */ (session).send(method, params), files);
  return {
    page,
    /** The latest worker of a script. @param {string} script @returns {Thread} */
    worker(script) {
      const found = [...workers.values()].filter(({ url }) => url.includes(script)).at(-1);
      if (!found) throw new Error(`no worker runs ${script}`);
      return found.thread;
    },
  };
}

class Thread {
  /** @param {(method: string, params?: object) => Promise<any>} send @param {Map<string, [string, string]>} files */
  constructor(send, files) {
    this.send = send;
    this.files = files;
  }

  /** @param {string} expression */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result.value;
  }

  async collectGarbage() {
    // Twice: what the first lets go of may hold on to more, and finalizers run in between.
    await this.send('HeapProfiler.collectGarbage');
    await this.send('HeapProfiler.collectGarbage');
  }

  /** Bytes in use after a collection, of objects and of the buffers that they own. */
  async heap() {
    await this.collectGarbage();
    const { usedSize, backingStorageSize = 0 } = await this.send('Runtime.getHeapUsage');
    return usedSize + backingStorageSize;
  }

  /** How many objects with each of these constructors are still there. @param {string[]} names */
  async count(names) {
    await this.collectGarbage();
    /** @type {Record<string, number>} */
    const counts = {};
    for (const name of names) {
      const { result } = await this.send('Runtime.evaluate', { expression: `${name}.prototype`, objectGroup: 'count' });
      const { objects } = await this.send('Runtime.queryObjects', {
        prototypeObjectId: result.objectId,
        objectGroup: 'count',
      });
      const { result: length } = await this.send('Runtime.callFunctionOn', {
        functionDeclaration: 'function () { return this.length; }',
        objectId: objects.objectId,
        returnByValue: true,
      });
      counts[name] = length.value;
      await this.send('Runtime.releaseObjectGroup', { objectGroup: 'count' });
    }
    return counts;
  }

  async startAllocations() {
    await this.send('HeapProfiler.enable');
    await this.send('HeapProfiler.startSampling', {
      samplingInterval: 1024,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
  }

  /** Bytes allocated since, all told and by function, those that allocate most first. */
  async stopAllocations() {
    const { profile } = await this.send('HeapProfiler.stopSampling');
    /** @type {Map<string, number>} */
    const sizes = new Map();
    let bytes = 0;
    /** @param {any} node @param {string} caller */
    const visit = ({ callFrame, selfSize, children }, caller) => {
      const { functionName, url, lineNumber } = callFrame;
      const code = (url && this.files.get(new URL(url).pathname)?.[1]) || '';
      const name = `${functionName || '(anonymous)'} ${fileAt(code, lineNumber)}`.trim();
      if (selfSize > 0) {
        const key = `${name} < ${caller}`;
        bytes += selfSize;
        sizes.set(key, (sizes.get(key) ?? 0) + selfSize);
      }
      for (const child of children) visit(child, name);
    };
    visit(profile.head, '');
    const top = [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 15);
    return { bytes, top };
  }
}
