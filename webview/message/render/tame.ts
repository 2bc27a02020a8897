/** More marks on one letter are no writing of any language; a hundred thousand of them hang the layout. */
const manyMarks = /(\p{M}{24})\p{M}+/gu;

/** Takes away marks that are piled upon one letter beyond reason. */
export function fewerMarks(text: string): string {
  return text.length <= 24 ? text : text.replace(manyMarks, '$1');
}

/**
 * Elements beyond the permitted depth give their place to what is in them, and piled marks go; in place.
 * @param depth how deep the children of `parent` stand in the mail
 * @returns whether an element went
 */
export function tame(parent: Node, depth: number, deepest: number): boolean {
  let flattened = false;
  for (let node = parent.firstChild; node !== null;) {
    let next: ChildNode | null = node.nextSibling;
    if (node instanceof Text) {
      const fewer = fewerMarks(node.data);
      if (fewer !== node.data) node.data = fewer;
    } else if (depth > deepest) {
      next = node.firstChild ?? next;
      node.replaceWith(...Array.from(node.childNodes));
      flattened = true;
    } else {
      flattened = tame(node, depth + 1, deepest) || flattened;
    }
    node = next;
  }
  return flattened;
}
