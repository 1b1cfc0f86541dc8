/** Where in a document of JSON something is declared to be: a tree of the names on the way there. */

/** One step on the way. */
export interface PathNode {
  /** Names of what is followed from here, as UTF-8, and where each leads. */
  readonly names: Uint8Array[];
  readonly children: PathNode[];
  /** The same by index, for the elements of an array. */
  readonly elements: (PathNode | undefined)[];
  /** The name that was found last: mostly the next one follows. */
  hint: number;
  /** What place of a sample stands here; −1 for none. */
  place: number;
}

const encoder = new TextEncoder();

export const pathNode = (): PathNode => ({ names: [], children: [], elements: [], hint: 0, place: -1 });

/** The names of a path, which dots part; a dot in a name is written `\.`. */
const namesOfPath = (path: string): string[] =>
  path === '' ? [] : path.split(/(?<!\\)\./).map((name) => name.replaceAll('\\.', '.'));

/** Where a path leads from a node; made where it isn't there. */
export function along(node: PathNode, path: string): PathNode {
  let at = node;
  for (const name of namesOfPath(path)) {
    const bytes = encoder.encode(name);
    let k = at.names.findIndex((known) => sameBytes(known, bytes, 0));
    if (k < 0) {
      k = at.names.length;
      at.names.push(bytes);
      at.children.push(pathNode());
      if (/^(0|[1-9]\d{0,5})$/.test(name)) at.elements[Number(name)] = at.children[k];
    }
    at = at.children[k];
  }
  return at;
}

/** Whether a name stands, and ends, within bytes at an index. */
const sameBytes = (name: Uint8Array, bytes: Uint8Array, from: number, to = bytes.length): boolean => {
  if (name.length !== to - from) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[from + i]) return false;
  return true;
};

/** What a name that stands in bytes leads to; null for nothing that is declared. */
export function childOf(node: PathNode, bytes: Uint8Array, from: number, to: number): PathNode | null {
  const { names, children, hint } = node;
  for (let i = 0; i < names.length; i++) {
    const k = hint + i < names.length ? hint + i : hint + i - names.length;
    if (!sameBytes(names[k], bytes, from, to)) continue;
    node.hint = k + 1 < names.length ? k + 1 : 0;
    return children[k];
  }
  return null;
}
