/** BCP 47 tags of locales, as options name them: all that a page needs to know of locales. */

/** Whether it is a tag, of a language that is known here. */
export function isLocale(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
