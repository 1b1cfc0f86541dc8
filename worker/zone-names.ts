/** The names of time zones, as `Intl` knows them: all that pages need of them, which read no clocks. */

export const UTC = 'UTC';

/** Whether it names a zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
