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

interface Group {
  members: Set<Member>;
  /** In which one a reader points. */
  pointing: Member | null;
  /** What has been told last of x. */
  x?: XWindow | null;
}

const groups = new Map<string, Group>();

export interface Membership {
  /** Tells all others which x is pointed at; null for nothing any more. */
  pointed(x: number | null): void;
  /** Tells all others, and who joins later, what is shown of x; null for all. */
  moved(x: XWindow | null): void;
  leave(): void;
}

/** A member is told at once what the group shows of x, if anybody has chosen that. */
export function join(name: string, member: Member): Membership {
  const key = `${member.category} ${name}`;
  const group = groups.get(key) ?? { members: new Set(), pointing: null };
  groups.set(key, group);
  const { members } = group;
  if (group.x !== undefined) member.moved(group.x);
  members.add(member);
  const others = () => [...members].filter((other) => other !== member);
  const membership: Membership = {
    pointed(x) {
      // What is pointed at in another one by now stays.
      if (x === null && group.pointing !== member) return;
      group.pointing = x === null ? null : member;
      for (const other of others()) other.pointed(x);
    },
    moved(x) {
      group.x = x;
      for (const other of others()) other.moved(x);
    },
    leave() {
      membership.pointed(null);
      members.delete(member);
      if (members.size === 0 && groups.get(key) === group) groups.delete(key);
    },
  };
  return membership;
}
