/** What the hook of a feed says: how it is to be connected again. */
import type { FeedPlan, Resumption } from '../worker/feeds/feed-types.js';
import { checkNames, describe } from '../worker/rules.js';
import { checkFor, FOR_TYPES, headersOf, type ResumeOptions, textsOf, urlOf } from './feed-options.js';

/** As it crosses. @throws TypeError as `planOf` */
export function resumptionOf(given: ResumeOptions, { type }: FeedPlan): Resumption {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`resume must give an object, got ${describe(given)}`);
  }
  checkNames(given, ['url', 'headers', 'send'], 'what resume gives');
  checkFor(FOR_TYPES, 'type', type, { ...given });
  const { url, headers, send } = given;
  return {
    ...(url === undefined ? {} : { url: urlOf(url, type) }),
    ...(headers === undefined ? {} : { headers: headersOf(headers) }),
    ...(send === undefined ? {} : { send: textsOf(send, 'send') }),
  };
}
