/** Counts the buffers that this thread makes, where the address asks for it; reckoned by who asked for them. */

const made: Record<string, number> = {};
Object.assign(globalThis, { made });

function note(what: string): void {
  // The first of ours, past this and what stands between.
  const lines = new Error().stack?.split('\n').slice(3) ?? [];
  const caller = lines.find((line) => !line.includes('<anonymous>'))?.match(/at (\S+)/)?.[1] ?? '';
  const key = `${what} in ${caller}`;
  made[key] = (made[key] ?? 0) + 1;
}

/** A buffer of its own is made unless the first argument is one; a view of one is none. */
const makesBuffer = (given: unknown) => !(given instanceof RealBuffer || given instanceof SharedArrayBuffer);
const RealBuffer = ArrayBuffer;

// biome-ignore lint/suspicious/noExplicitAny: constructors of all kinds
type Made = any;

function count(): void {
  const names = ['ArrayBuffer', 'Float64Array', 'Float32Array', 'Uint8Array', 'Uint8ClampedArray', 'Int8Array'];
  names.push('Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array', 'ImageData');
  for (const name of names) {
    const real: Made = (globalThis as Made)[name];
    (globalThis as Made)[name] = new Proxy(real, {
      construct(target, given, as) {
        // An ImageData that is given its pixels takes them over.
        const own = name === 'ImageData' ? typeof given[0] === 'number' : makesBuffer(given[0]);
        if (own) note(name);
        return Reflect.construct(target, given, as === (globalThis as Made)[name] ? target : as);
      },
    });
    // Those go past the constructor that counts.
    for (const method of ['slice', 'map', 'filter']) {
      const own = real.prototype[method];
      if (typeof own !== 'function') continue;
      real.prototype[method] = function (this: unknown, ...given: unknown[]) {
        note(`${name}.${method}`);
        return own.apply(this, given);
      };
    }
  }
  for (const context of ['OffscreenCanvasRenderingContext2D', 'CanvasRenderingContext2D']) {
    const prototype = (globalThis as Made)[context]?.prototype;
    if (!prototype) continue;
    for (const method of ['getImageData', 'createImageData']) {
      const real = prototype[method];
      prototype[method] = function (this: unknown, ...given: unknown[]) {
        note(method);
        return real.apply(this, given);
      };
    }
  }
}

if (location.search.includes('count')) count();
