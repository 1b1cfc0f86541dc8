/** What is asked of the engine of a view that is touched, and what it is told. */
import type { Choice, Inspected, Inspection } from '../worker/inspection-types.js';
import type { Seat } from './place.js';

/** What a view shows where; null before there is an engine, and a picture. Rejects where the engine ends meanwhile. */
export async function inspect({ id, place, connection }: Seat, inspection: Inspection): Promise<Inspected | null> {
  return (await connection()?.call((api) => api.inspect(id, place.id, inspection))) ?? null;
}

/** @param choice undefined for all there is */
export function choose({ place, touch }: Seat, choice: Choice | undefined): void {
  place.choice = choice;
  touch();
}
