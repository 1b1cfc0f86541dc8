/** Property tests draw the same cases in every run, unless RINGPLOT_SEED asks for another seed, or for `random` ones. */
import fc from 'fast-check';

const { RINGPLOT_SEED: seed = '1' } = import.meta.env;
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });
