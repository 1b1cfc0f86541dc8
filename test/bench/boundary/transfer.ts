/** Imported before the engine: whether memory can be shared is what it asks first. */
if (location.search.includes('transfer')) Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false });
