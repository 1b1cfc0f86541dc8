import { vi } from 'vitest';

/** Tries until it holds. The limit only says when to give up: on a busy machine everything takes longer. */
export const eventually = <T>(check: () => T | Promise<T>, timeout = 30_000) => vi.waitFor(check, { timeout });
