/** The page's fonts in a worker, which knows only those that it has been given. Not of the core: it loads them. */
import type { FontSource } from './protocol.js';

const known = new Set<string>();

/** Resolves when those of a list of families that the characters of `sample` need have been loaded, or can't be. */
export async function addFonts(faces: FontSource[], families: string, sample: string): Promise<void> {
  // Older workers have no fonts of their own.
  if (typeof fonts === 'undefined') return;
  for (const face of faces) {
    const key = JSON.stringify(face);
    if (!known.has(key)) fonts.add(new FontFace(face.family, face.source, face.descriptors));
    known.add(key);
  }
  await Promise.allSettled(['', '600 '].map((weight) => fonts.load(`${weight}12px ${families}`, sample)));
}
