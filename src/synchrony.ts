/** Groups of charts that are looked at together: what a reader points at in one, and what is shown of x, is so in all. */

import type { XWindow } from '../worker/x-window.js';

export interface Member {
  /** Whether x is by index: such ones go along with their like only. */
  readonly category: boolean;
  /** x that is pointed at in another one; null for nothing any more. */
  pointed(x: number | null): void;
  /** What another one shows of x; null for all. */
  moved(x: XWindow | null): void;
}

const groups = new Map<string, Set<Member>>();

export interface Membership {
  /** All others of the group that count x alike. */
  others(): Member[];
  leave(): void;
}

export function join(name: string, member: Member): Membership {
  const group = groups.get(name) ?? new Set();
  groups.set(name, group.add(member));
  return {
    others: () => [...group].filter((other) => other !== member && other.category === member.category),
    leave() {
      group.delete(member);
      if (group.size === 0 && groups.get(name) === group) groups.delete(name);
    },
  };
}
